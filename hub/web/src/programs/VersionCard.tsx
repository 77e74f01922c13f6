import { Alert, Anchor, Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCalendarX, IconCheck, IconClock, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import { formatAge, formatDecimal, formatInstant } from "@common/format";
import { recordHref } from "../data/meta";
import { MiniTable } from "../workorder/MiniTable";
import { fateOf, mustMove, rootsOf, type ApiVersion, type Fate, type Program } from "./apiVersions";

const looks: Record<Fate, { color: string; icon: Icon }> = {
  newest: { color: "success", icon: IconCheck },
  stays: { color: "neutral", icon: IconCheck },
  leaving: { color: "attention", icon: IconClock },
  ending: { color: "attention", icon: IconCalendarX },
  over: { color: "danger", icon: IconAlertTriangle },
};

/// One version: how it stands with it, and who asks for it.
export function VersionCard({ one }: { one: ApiVersion }) {
  const { t } = useTranslation();
  const fate = fateOf(one);
  const { color, icon: FateIcon } = looks[fate];
  const name = t("api.version", { number: one.version });
  const moving = mustMove(one);
  const day = (at: string | null) => formatInstant(at, "day");
  return (
    <Paper component="section" withBorder p="md" bg="var(--surface)" aria-label={name} data-testid={`api-version-${one.version}`} data-fate={fate}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">{name}</Title>
          <Badge color={color} tt="none" leftSection={<FateIcon size={12} aria-hidden />}>{t(`api.fate.${fate}`)}</Badge>
        </Group>
        <Text size="sm">{t(`api.means.${fate}`, { since: day(one.deprecated_at), until: day(one.sunset_at) })} {fate === "ending" && `(${formatAge(one.sunset_at)})`}</Text>
        <Text size="sm" c="dimmed">
          {t("api.address", { count: rootsOf(one).length })} {rootsOf(one).map((root) => <Text key={root} span inherit ff="monospace" me={8}>{root}</Text>)}
          {one.documentation && <Anchor inherit underline="always" href={one.documentation}>{t(one.newest ? "api.docs" : "api.changes")}</Anchor>}
        </Text>
        {moving.length > 0 && (
          <Alert color={color} icon={<FateIcon />} role="status" data-testid={`must-move-${one.version}`}>{t(one.sunset_at ? "api.must_move_until" : "api.must_move", { count: moving.length, until: day(one.sunset_at) })}</Alert>
        )}
        <Programs one={one} />
      </Stack>
    </Paper>
  );
}

function Programs({ one }: { one: ApiVersion }) {
  const { t } = useTranslation();
  if (one.clients.length === 0) return <Text size="sm" c="dimmed" data-testid={`no-programs-${one.version}`}>{t(one.newest ? "api.nobody_newest" : "api.nobody")}</Text>;
  return (
    <MiniTable<Program>
      label={t("api.who", { number: one.version })} rows={one.clients} rowKey={({ id }) => id} testId={`programs-${one.version}`}
      columns={[
        { label: t("api.program"), cell: ({ id, name }) => <Anchor component={Link} to={recordHref("api-clients", id)} fw={500} style={{ overflowWrap: "anywhere" }}>{name}</Anchor> },
        { label: t("api.kind"), cell: ({ kind }) => t([`api.kinds.${kind}`, kind]) },
        { label: t("key.requests"), numeric: true, cell: ({ requests }) => formatDecimal(requests) },
        { label: t("session.seen"), cell: ({ last_at }) => <Age at={last_at} /> },
      ]}
    />
  );
}
