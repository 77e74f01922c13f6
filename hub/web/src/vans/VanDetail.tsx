import { Alert, Anchor, Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { formatAge, formatBytes, formatInstant } from "@common/format";
import { recordHref } from "../data/meta";
import { driftText, grave, troubleTexts, unsentText, useVanDetails, type VanDetails } from "./fleet";
import { MiniTable } from "../workorder/MiniTable";
import { Contact } from "./VanTable";

/// One van: what is wrong and what to do, then the figures, then what of its work did not go through.
export function VanDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useVanDetails(id);
  const van = query.data;
  return (
    <Modal opened onClose={onClose} size="lg" title={van ? van.vehicle_name || van.serial : t("van.van")} closeButtonProps={{ "aria-label": t("close") }} data-testid="van-detail">
      {query.isPending && <Skeleton h={200} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {van && <Details van={van} />}
    </Modal>
  );
}

function Details({ van }: { van: VanDetails }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Group gap="md"><Contact van={van} /><Text size="sm">{van.technician_name}</Text></Group>
      {van.troubles.length === 0 && <Alert color="success">{t(van.health ? "fleet.all_well" : "fleet.says_nothing")}</Alert>}
      {van.troubles.map((kind) => {
        const { what, todo } = troubleTexts(van, van.limits, kind, t);
        const finding = kind === "hole" || kind === "cloned" ? van.alarms[kind] : "";
        return (
          <Alert key={kind} color={grave.includes(kind) ? "danger" : "attention"} title={what} data-testid={`trouble-${kind}`}>
            {todo}
            {finding && <Anchor component={Link} to={recordHref("findings", finding)} display="block" mt="xs" data-testid={`alarm-${kind}`}>{t("fleet.open_alarm")}</Anchor>}
          </Alert>
        );
      })}
      <Figures van={van} />
      <Operations van={van} />
      <Group gap="sm">
        <Button component={Link} variant="default" to={recordHref("devices", van.id)}>{t("fleet.open_device")}</Button>
        {van.vehicle && <Button component={Link} variant="default" to={recordHref("vehicles", van.vehicle)}>{t("fleet.open_vehicle")}</Button>}
        {van.conflicts + van.refused > 0 && <Button component={Link} variant="default" to={`/conflicts?device=${van.id}`} data-testid="to-conflicts">{t("fleet.open_conflicts")}</Button>}
      </Group>
    </Stack>
  );
}

function Figures({ van }: { van: VanDetails }) {
  const { t } = useTranslation();
  const said = van.health;
  const error = (text: string | undefined, at: string | null | undefined) => (text ? `${text} (${formatAge(at)})` : "–");
  const rows: [string, string][] = [
    [t("fleet.unsent"), unsentText(said, t)],
    [t("fleet.money"), !said ? "–" : said.money_waiting === 0 ? "0" : t("fleet.money_cell", { count: said.money_waiting, age: formatAge(said.money_since) })],
    [t("fleet.files"), !said ? "–" : t("fleet.files_cell", { count: said.blobs_waiting, size: formatBytes(said.blob_bytes) })],
    [t("fleet.acknowledged"), said ? t("fleet.acknowledged_cell", { acked: said.acked, applied: van.last_applied }) : String(van.last_applied)],
    [t("fleet.drift"), said ? driftText(said.drift_ms, t) : "–"],
    [t("fleet.disk"), said?.disk_percent == null ? "–" : t("fleet.disk_cell", { value: said.disk_percent, used: formatBytes(said.disk_used ?? 0), free: formatBytes(said.disk_free ?? 0) })],
    [t("fleet.sync_error"), error(said?.sync_error, said?.sync_error_at)],
    [t("fleet.device_error"), error(said?.device_error, said?.device_error_at)],
    [t("fleet.certificate"), van.certificate_to ? formatInstant(van.certificate_to, "full") : "–"],
    [t("fleet.release"), van.firmware || "–"],
    [t("fleet.said_at"), said ? formatAge(said.at) : "–"],
  ];
  return (
    <dl className="van-figures" data-testid="van-figures">
      {rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function Operations({ van }: { van: VanDetails }) {
  const { t } = useTranslation();
  if (van.operations.length === 0) return null;
  return (
    <section aria-label={t("fleet.not_through")}>
      <Text fw={600} mb={4}>{t("fleet.not_through")}</Text>
      <MiniTable
        label={t("fleet.not_through")} rows={van.operations.map((one, index) => ({ ...one, id: String(index) }))} rowKey={(one) => one.id} testId="van-operations"
        columns={[
          { label: t("fleet.did"), cell: (one) => one.text || "–" },
          { label: t("fleet.when"), cell: (one) => formatInstant(one.at) },
          { label: t("fleet.became"), cell: (one) => t(`fleet.outcome.${one.state}`) },
          { label: t("fleet.why"), cell: (one) => one.reason || "–" },
        ]}
      />
      <Anchor component={Link} to={`/conflicts?device=${van.id}`} size="sm">{t("fleet.open_conflicts")}</Anchor>
    </section>
  );
}
