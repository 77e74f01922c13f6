import { Anchor, Card, Group, SimpleGrid, Text, Title } from "@mantine/core";
import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { listHref, recordHref, recordTitle, useCatalogue } from "../data/meta";
import { listRecords } from "../data/records";
import { useSession } from "../session/session";
import { readableFor, readableMax } from "./widgets";

const shownMax = 4;

/// For who has no work of his own here, such as a customer or a partner: the lists that he may read, how much is in each, what changed last.
export default function Readable() {
  const { t } = useTranslation();
  const types = readableFor(useCatalogue().data!);
  const shown = types.slice(0, readableMax);
  const isEmpty = useQueries({ queries: shown.map(latestQuery), combine: (answers) => answers.every(({ data }) => data?.items.length === 0) });
  const company = useSession().data?.tenant?.name ?? "";
  const nothing = isEmpty && <EmptyState title={t("home.nothing_readable")} text={t("home.nothing_readable_text", { company })} />;
  if (types.length === 0) return nothing;
  return (
    <section data-testid="readable">
      {nothing}
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">{t("home.widget.readable")}</Title>
        {types.length > readableMax && <Anchor component={Link} to="/records">{t("menu.records")}</Anchor>}
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>{shown.map((type) => <Latest key={type.path} type={type} />)}</SimpleGrid>
    </section>
  );
}

const latestQuery = ({ path }: TypeMeta) =>
  queryOptions({ queryKey: ["list", path, "latest"], queryFn: ({ signal }) => listRecords(path, { order_by: "changed_at desc", page_size: shownMax }, signal) });

function Latest({ type }: { type: TypeMeta }) {
  const { t } = useTranslation();
  const query = useQuery(latestQuery(type));
  const page = query.data;
  return (
    <Card component="section" aria-label={type.plural} data-testid={`readable-${type.path}`}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Anchor component={Link} to={listHref(type.path)} fw={600}>{type.plural}</Anchor>
        <Text size="sm" c="dimmed" className="figures" data-testid={`readable-${type.path}-count`}>{page && formatDecimal(page.total ?? 0) + (page.total_is_exact === false ? "+" : "")}</Text>
      </Group>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {page?.items.length === 0 && <Text c="dimmed">{t("home.none_yet")}</Text>}
      <ul className="widget-rows">
        {page?.items.map((row) => (
          <li key={row.id} style={{ padding: "6px 0" }}>
            <Anchor component={Link} to={recordHref(type.path, row.id)} display="block" truncate>{recordTitle(type, { ...row, titles: { ...page.titles, ...row.titles } })}</Anchor>
            {row.changed_at && <Text size="sm" c="dimmed"><Age at={row.changed_at} /></Text>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
