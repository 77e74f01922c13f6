import { Anchor, Card, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import { formatDecimal } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { recordHref, stateLabel, useCatalogue } from "../data/meta";
import { countQuery, listRecords } from "../data/records";
import { briefOf } from "../list/brief";
import { columnsOf } from "../list/columns";
import { useAllViews } from "../views/useViews";
import type { SavedView } from "../views/view";
import { viewHref } from "../views/href";
import { Figure } from "./Figure";
import type { Widget } from "./widgets";

const shownMax = 20;

/// A saved view on the start page: how many, or the first of them.
export default function ViewWidget({ widget }: { widget: Widget }) {
  const { t } = useTranslation();
  const views = useAllViews();
  const catalogue = useCatalogue().data!;
  const view = views.data?.find((one) => one.id === widget.view);
  const type = catalogue.named(view?.of_type);
  if (!views.data) return null;
  if (!view || !type) return <Card><Text c="dimmed">{t("home.view_gone")}</Text></Card>;
  return widget.kind === "count" ? <Count type={type} view={view} /> : <Rows type={type} view={view} />;
}

function Count({ type, view }: { type: TypeMeta; view: SavedView }) {
  const query = useQuery(countQuery(type.path, view.filter ?? ""));
  const value = query.data && formatDecimal(query.data.total ?? 0) + (query.data.total_is_exact === false ? "+" : "");
  return <Figure label={view.name} value={value} failed={query.isError} detail={type.plural} to={viewHref(type, view)} testId={`count-of-${view.id}`} />;
}

function Rows({ type, view }: { type: TypeMeta; view: SavedView }) {
  const { t } = useTranslation();
  const asked = { filter: view.filter ?? "", search: view.search, order_by: view.order_by || type.order_by, page_size: shownMax };
  const query = useQuery({ queryKey: ["list", type.path, "widget", asked], queryFn: ({ signal }) => listRecords(type.path, asked, signal) });
  const page = query.data;
  return (
    <Card component="section" aria-label={view.name} data-testid={`list-of-${view.id}`}>
      <Group justify="space-between" mb="xs"><Anchor component={Link} to={viewHref(type, view)} fw={600}>{view.name}</Anchor><Text size="sm" c="dimmed" className="figures">{page && formatDecimal(page.total ?? 0)}</Text></Group>
      <ul className="widget-rows widget-scroll" tabIndex={0} aria-label={view.name}>
        {page?.items.map((row) => {
          const { title, facts } = briefOf(type, columnsOf(type), row, page.titles ?? {}, t);
          return (
            <li key={row.id} style={{ padding: "6px 0" }}>
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Anchor component={Link} to={recordHref(type.path, row.id)} truncate>{title}</Anchor>
                {row.state && <StateBadge state={row.state} label={stateLabel(type, row.state)} />}
              </Group>
              <Text size="sm" c="dimmed" truncate>{facts.join(" · ")}</Text>
            </li>
          );
        })}
        {page?.items.length === 0 && <Text c="dimmed" component="li">{t("list.nothing")}</Text>}
      </ul>
    </Card>
  );
}
