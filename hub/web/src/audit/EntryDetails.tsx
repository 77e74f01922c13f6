import { Button, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import { MiniTable } from "../workorder/MiniTable";
import { valueText, type Entry } from "./audit";

/// One entry with the values before and after. What was erased since is named, without value.
export function EntryDetails({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t } = useTranslation();
  const type = useCatalogue().data?.types.find((one) => one.name === entry.type);
  const names = [...new Set([...Object.keys(entry.fields ?? {}), ...(entry.changed ?? [])])];
  const rows = names.map((name) => ({ name, value: entry.fields?.[name] }));
  const label = (name: string) => type?.fields.find((field) => field.name === name)?.label ?? name;
  return (
    <Modal opened onClose={onClose} title={`${type?.label ?? entry.type} – ${entry.action}`} size="lg" data-testid="audit-details">
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>{t("audit.from_where", { address: entry.address || "–", session: entry.session || "–" })}</Text>
        {entry.hash && <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>{t("audit.hash", { position: entry.position, hash: entry.hash })}</Text>}
        {rows.length > 0 && (
          <MiniTable
            label={t("audit.values")} rows={rows} rowKey={(row) => row.name} testId="audit-values"
            columns={[
              { label: t("audit.field"), lead: true, cell: (row) => label(row.name) },
              { label: t("audit.before"), cell: (row) => <Cell text={row.value ? valueText(row.value.before) : t("audit.erased")} /> },
              { label: t("audit.after"), cell: (row) => <Cell text={row.value ? valueText(row.value.after) : t("audit.erased")} /> },
            ]}
          />
        )}
        {type && entry.record && <Button component={Link} variant="default" to={`/records/${type.path}/${entry.record}`}>{t("audit.open")}</Button>}
      </Stack>
    </Modal>
  );
}

const Cell = ({ text }: { text: string }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{text}</Text>;
