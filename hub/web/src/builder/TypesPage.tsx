import { useState } from "react";
import { Badge, Button, Group, NavLink, Paper, SimpleGrid, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { StateBadge } from "@common/components/StateBadge";
import type { RecordData } from "@common/meta";
import { stateLabel, useCatalogue } from "../data/meta";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { areasOf } from "../shell/areas";
import { typeIcon } from "../shell/typeIcons";
import { useOwnFields, useOwnTypes } from "./build";
import { ownName, ownPath, typeOf } from "./draft";
import { worded } from "./preview";
import "./builder.css";

/// All record types, the company's own first, with how many fields were added to each; the way into the builder.
export default function TypesPage() {
  const { t } = useTranslation();
  const may = useCatalogue().data!.path("custom-types")?.may.create;
  return may ? (
    <Page title={t("builder.title")} actions={<Button component={Link} to="/types/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="new-type">{t("builder.new")}</Button>}>
      <Types />
    </Page>
  ) : <NotFoundPage />;
}

function Types() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const types = useOwnTypes();
  const fields = useOwnFields();
  const failed = types.error ?? fields.error;
  if (failed) return <ErrorState error={failed} onRetry={() => { void types.refetch(); void fields.refetch(); }} />;
  if (!types.data || !fields.data) return <Skeleton h={320} />;
  const counts = new Map<string, number>();
  for (const { of_type: of, state } of fields.data) if (state !== "retired") counts.set(String(of), (counts.get(String(of)) ?? 0) + 1);
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={720}>{t("builder.text")}</Text>
      <TextInput maw={360} value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder={t("builder.search")} aria-label={t("builder.search")} leftSection={<IconSearch size={16} aria-hidden />} data-testid="types-search" />
      <OwnTypes types={types.data} counts={counts} text={text} />
      <DeliveredTypes counts={counts} text={text} />
    </Stack>
  );
}

interface Props {
  counts: ReadonlyMap<string, number>;
  text: string;
}

function OwnTypes({ types, counts, text }: Props & { types: RecordData[] }) {
  const { t, i18n } = useTranslation();
  const meta = useCatalogue().data!.path("custom-types");
  const shown = types.map(typeOf).filter((type) => `${type.label.en} ${type.label.de}`.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <section aria-label={t("builder.own")}>
      <Title order={2} size="h3" mb="sm">{t("builder.own")}</Title>
      {types.length === 0 && <Paper withBorder bg="var(--surface)"><EmptyState title={t("builder.none")} text={t("builder.none_text")} /></Paper>}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {shown.map((type) => {
          const Icon = typeIcon(type.icon);
          return (
            <Paper key={type.key} component={Link} to={`/types/${ownPath(type.key)}`} withBorder p="md" bg="var(--surface)" className="plain-link type-card" data-testid={`type-${ownPath(type.key)}`}>
              <Group wrap="nowrap" align="flex-start">
                <Icon size={24} stroke={1.7} aria-hidden />
                <div style={{ minWidth: 0 }}>
                  <Text fw={600} style={{ overflowWrap: "anywhere" }}>{worded(type.plural, i18n.language) || worded(type.label, i18n.language)}</Text>
                  <Group gap="xs" mt={4}>
                    <StateBadge state={type.state} label={stateLabel(meta, type.state)} />
                    <Text size="sm" c="dimmed">{t("builder.count", { count: counts.get(ownName(type.key)) ?? 0 })}</Text>
                  </Group>
                </div>
              </Group>
            </Paper>
          );
        })}
      </SimpleGrid>
    </section>
  );
}

function DeliveredTypes({ counts, text }: Props) {
  const { t, i18n } = useTranslation();
  const catalogue = useCatalogue().data!;
  const labelOf = (area: string) => (i18n.exists(`area.${area}`) ? t(`area.${area}`) : area);
  const areas = areasOf(catalogue, labelOf, text).filter((area) => area.name !== "own" && area.name !== "admin");
  return (
    <section aria-label={t("builder.delivered")}>
      <Title order={2} size="h3" mb="sm">{t("builder.delivered")}</Title>
      <div className="type-areas">
        {areas.map((area) => (
          <Paper key={area.name} withBorder p="xs" mb="md" bg="var(--surface)" style={{ breakInside: "avoid" }}>
            <Text fw={600} px="sm" py={4}>{area.label}</Text>
            {area.types.map((type) => (
              <NavLink
                key={type.path} component={Link} to={`/types/${type.path}`} label={type.plural} data-testid={`type-${type.path}`}
                rightSection={counts.has(type.name) ? <Badge color="primary" tt="none">{t("builder.count", { count: counts.get(type.name) ?? 0 })}</Badge> : undefined}
              />
            ))}
          </Paper>
        ))}
      </div>
      {areas.length === 0 && <Text c="dimmed">{t("list.nothing")}</Text>}
    </section>
  );
}
