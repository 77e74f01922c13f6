import { useMemo, useState } from "react";
import { Anchor, Badge, Group, Paper, Skeleton, Text } from "@mantine/core";
import { IconCloudCheck, IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { StateBadge } from "@common/components/StateBadge";
import { formatAge } from "@common/format";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import { recordHref, stateLabel, useCatalogue } from "../data/meta";
import { useVans, type Van } from "../data/pages";
import { NewButton } from "../records/NewButton";
import { Page } from "../shell/Page";
import { MiniTable } from "../workorder/MiniTable";

/// Which vans are heard, how far each has synchronised, what was refused.
export default function VansPage() {
  const { t } = useTranslation();
  const query = useVans();
  const [selected, setSelected] = useState<string | null>(null);
  const vans = query.data?.items;
  const markers = useMemo(() => (vans ?? []).flatMap(markerOf), [vans]);
  const online = (vans ?? []).filter((van) => van.online).length;
  return (
    <Page title={t("menu.vans")} error={query.error} badge={vans && vans.length > 0 && <Badge size="lg" tt="none" color="neutral">{t("van.count", { online, total: vans.length })}</Badge>}>
      {query.isPending && <Skeleton h={240} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {vans?.length === 0 && (
        <EmptyState title={t("van.none")} text={t("van.none_text")}>
          <Group justify="center">
            <NewButton path="vehicles" variant="light" data-testid="empty-new-vehicle" />
            <NewButton path="devices" />
          </Group>
        </EmptyState>
      )}
      {vans && vans.length > 0 && (
        <div className="vans-grid">
          <Paper withBorder p="sm" bg="var(--surface)"><VanTable vans={vans} /></Paper>
          <LiveMap markers={markers} selected={selected} onSelect={setSelected} height={420} />
        </div>
      )}
    </Page>
  );
}

function VanTable({ vans }: { vans: Van[] }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("devices");
  return (
    <MiniTable
      label={t("menu.vans")} rows={vans} rowKey={(van) => van.id} testId="vans"
      columns={[
        { label: t("van.van"), cell: (van) => <Anchor component={Link} to={recordHref("devices", van.id)} fw={500}>{van.vehicle_name || van.serial}</Anchor> },
        { label: t("dispatch.technician"), cell: (van) => van.technician_name || "–" },
        { label: t("field.header.state"), cell: (van) => <StateBadge state={van.state} label={stateLabel(type, van.state)} /> },
        { label: t("van.link"), cell: (van) => <Contact van={van} /> },
        { label: t("van.applied"), numeric: true, cell: (van) => van.last_applied ?? "–" },
        {
          label: t("van.refused"), numeric: true,
          cell: (van) => (van.refused ? <Badge color="danger" tt="none">{van.refused}</Badge> : <Text span c="dimmed">0</Text>),
        },
      ]}
    />
  );
}

function Contact({ van }: { van: Van }) {
  const { t } = useTranslation();
  const Icon = van.online ? IconCloudCheck : IconCloudOff;
  return (
    <Text size="sm" c={van.online ? "success" : "attention"} data-testid={`contact-${van.id}`} data-online={van.online}>
      <Icon size={16} aria-hidden style={{ verticalAlign: "-3px" }} /> {van.online ? t("van.online") : t("van.silent")} <Age at={van.last_contact_at} />
    </Text>
  );
}

function markerOf(van: Van): MapMarker[] {
  if (!van.position) return [];
  const { latitude, longitude, at } = van.position;
  const label = van.technician_name || van.serial;
  return [{ id: van.id, latitude, longitude, label, detail: formatAge(at), tone: van.online ? "primary" : "neutral", stale: !van.online }];
}
