import { Badge, Group, Text, UnstyledButton } from "@mantine/core";
import { IconCloudCheck, IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { StateBadge } from "@common/components/StateBadge";
import { formatInstant } from "@common/format";
import { stateLabel, useCatalogue } from "../data/meta";
import { MiniTable } from "../workorder/MiniTable";
import { driftText, grave, unsentText, type FleetVan, type Trouble } from "./fleet";

/// One line a van; its name opens the details.
export function VanTable({ vans, onOpen }: { vans: FleetVan[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("devices");
  const marked = (van: FleetVan, kinds: Trouble[], text: string) => <Text span size="sm" c={kinds.some((kind) => van.troubles.includes(kind)) ? "danger" : undefined}>{text}</Text>;
  return (
    <MiniTable
      label={t("menu.vans")} rows={vans} rowKey={(van) => van.id} testId="vans"
      columns={[
        {
          label: t("van.van"),
          cell: (van) => <UnstyledButton onClick={() => onOpen(van.id)} fw={500} td="underline" mih={44} data-testid={`open-${van.id}`}>{van.vehicle_name || van.serial}</UnstyledButton>,
        },
        { label: t("dispatch.technician"), lead: true, cell: (van) => van.technician_name || "–" },
        { label: t("field.header.state"), cell: (van) => <StateBadge state={van.state} label={stateLabel(type, van.state)} /> },
        { label: t("van.link"), cell: (van) => <Contact van={van} /> },
        { label: t("fleet.trouble_column"), lead: true, cell: (van) => <Troubles van={van} /> },
        { label: t("fleet.unsent"), cell: (van) => marked(van, ["unsent"], unsentText(van.health, t)) },
        { label: t("fleet.money"), numeric: true, cell: (van) => marked(van, ["money"], van.health ? String(van.health.money_waiting) : "–") },
        { label: t("fleet.drift"), cell: (van) => marked(van, ["drift"], van.health ? driftText(van.health.drift_ms, t) : "–") },
        { label: t("fleet.disk"), numeric: true, cell: (van) => marked(van, ["disk"], van.health?.disk_percent == null ? "–" : t("fleet.percent", { value: van.health.disk_percent })) },
        { label: t("fleet.conflicts"), numeric: true, cell: (van) => marked(van, ["conflicts"], String(van.conflicts)) },
        { label: t("van.refused"), numeric: true, cell: (van) => marked(van, ["refused"], String(van.refused)) },
        { label: t("fleet.last_error"), cell: (van) => marked(van, ["error"], van.health?.sync_error || van.health?.device_error || "–") },
        { label: t("fleet.certificate"), cell: (van) => marked(van, ["certificate"], van.certificate_to ? formatInstant(van.certificate_to) : "–") },
        { label: t("fleet.release"), cell: (van) => van.firmware || "–" },
      ]}
    />
  );
}

export function Troubles({ van }: { van: FleetVan }) {
  const { t } = useTranslation();
  if (van.troubles.length === 0 && !van.health) return <Badge color="neutral" tt="none" variant="light">{t("fleet.unknown")}</Badge>;
  if (van.troubles.length === 0) return <Badge color="success" tt="none" variant="light">{t("fleet.well")}</Badge>;
  return (
    <Group gap={4} component="span" data-testid={`troubles-${van.id}`}>
      {van.troubles.map((kind) => <Badge key={kind} component="span" tt="none" color={grave.includes(kind) || kind === "refused" ? "danger" : "attention"} data-trouble={kind}>{t(`fleet.trouble.${kind}`)}</Badge>)}
    </Group>
  );
}

export function Contact({ van }: { van: FleetVan }) {
  const { t } = useTranslation();
  const Icon = van.online ? IconCloudCheck : IconCloudOff;
  return (
    <Text span size="sm" c={van.online ? "success" : "attention"} data-testid={`contact-${van.id}`} data-online={van.online}>
      <Icon size={16} aria-hidden style={{ verticalAlign: "-3px" }} /> {van.online ? t("van.online") : t("van.silent")} <Age at={van.last_contact_at} />
    </Text>
  );
}
