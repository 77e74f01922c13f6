import { Anchor, Button, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatDecimal, formatInstant } from "@common/format";
import type { FieldMeta } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
import { plainValue } from "../fields/plain";
import { titleOf } from "../fields/titles";
import { fieldNamed } from "../versions/HistoryTab";
import { MiniTable } from "../workorder/MiniTable";
import { actionText, type Entry, type Log } from "./audit";
import { useNames, type Named } from "../data/useNames";

const recordsShown = 40;

/// One entry with the values before and after, or with the records that were read. What was erased since is named, without value.
export function EntryDetails({ entry, log, who, where, onClose }: { entry: Entry; log: Log; who: string; where: string; onClose: () => void }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data;
  const type = catalogue?.named(entry.type);
  const names = [...new Set([...Object.keys(entry.fields ?? {}), ...(entry.changed ?? [])])];
  const rows = names.map((name) => ({ field: type ? fieldNamed(type, name) : ({ name, label: name, kind: "json" } as FieldMeta), value: entry.fields?.[name] }));
  const read = entry.records ?? [];
  const shown = read.slice(0, recordsShown);
  const titles = useNames([...shown.map((id) => ({ type: entry.type, id })), ...rows.flatMap(({ field, value }) => [...namedBy(field, value?.before), ...namedBy(field, value?.after)])]);
  const cell = (field: FieldMeta, value: { before: unknown; after: unknown } | undefined, side: "before" | "after") =>
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>{value ? valueText(field, value[side], titles) : t("audit.erased")}</Text>;
  return (
    <Modal opened onClose={onClose} title={[type?.label, actionText(entry, log, catalogue, t)].filter(Boolean).join(" – ")} size="lg" closeButtonProps={{ "aria-label": t("close") }} data-testid="audit-details">
      <Stack gap="sm">
        <Text size="sm">{who} · {formatInstant(entry.at, "full")}</Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>{t(entry.session ? "audit.from_where" : "audit.from_address", { address: where, session: entry.session })}</Text>
        {entry.hash && <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>{t("audit.hash", { position: entry.position, hash: entry.hash })}</Text>}
        {rows.length > 0 && (
          <MiniTable
            label={t("audit.values")} rows={rows} rowKey={(row) => row.field.name} testId="audit-values"
            columns={[
              { label: t("audit.field"), lead: true, cell: (row) => row.field.label },
              { label: t("audit.before"), cell: (row) => cell(row.field, row.value, "before") },
              { label: t("audit.after"), cell: (row) => cell(row.field, row.value, "after") },
            ]}
          />
        )}
        {shown.length > 0 && (
          <div data-testid="audit-records">
            <Text size="sm" fw={600}>{t("audit.read_records", { count: read.length, number: formatDecimal(read.length) })}</Text>
            <Text size="sm">
              {shown.map((id, index) => <span key={id}>{index > 0 && ", "}{type ? <Anchor component={Link} inherit to={recordHref(type.path, id)}>{titleOf(id, titles)}</Anchor> : titleOf(id, titles)}</span>)}
              {read.length > shown.length && ` ${t("audit.and_more", { number: formatDecimal(read.length - shown.length) })}`}
            </Text>
          </div>
        )}
        {type && entry.record && <Button component={Link} variant="default" to={recordHref(type.path, entry.record)} style={{ alignSelf: "flex-start" }}>{t("audit.open")}</Button>}
      </Stack>
    </Modal>
  );
}

/// As everywhere else in words; nothing is a dash.
const valueText = (field: FieldMeta, value: unknown, titles: Record<string, string>): string => plainValue(field, value, titles) || "–";

function namedBy(field: FieldMeta, value: unknown): Named[] {
  if (field.kind !== "reference") return [];
  return (Array.isArray(value) ? value : [value]).filter((id) => typeof id === "string").map((id: string) => ({ type: field.refers, id }));
}
