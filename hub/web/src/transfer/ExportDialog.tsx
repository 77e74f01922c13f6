import { useState } from "react";
import "@mantine/core/styles/Progress.css";
import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";
import { Button, Group, Modal, MultiSelect, Progress, Select, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { startExport, useExport } from "../data/transfer";

/// Format and columns, then the hub writes the list as it is filtered; the file is there for a week.
export default function ExportDialog({ type, list, onClose }: { type: TypeMeta; list: { filter?: string; search?: string; order_by?: string }; onClose: () => void }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState("csv");
  const [columns, setColumns] = useState<string[]>([]);
  const [id, setId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const job = useExport(id);
  const formats = ["csv", "xlsx", "json", ...(["accounts", "contacts"].includes(type.path) ? ["vcard"] : [])];
  const start = async () => {
    setError(undefined);
    try {
      setId((await startExport({ path: type.path, format, columns, filter: list.filter ?? "", search: list.search ?? "", order_by: list.order_by ?? "" })).id);
    } catch (refused) {
      setError(refused);
    }
  };
  const done = job.data?.state === "done";
  return (
    <Modal opened onClose={onClose} title={t("transfer.export_title", { types: type.plural })} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack data-testid="export-dialog">
        <Select label={t("transfer.format")} data={formats.map((value) => ({ value, label: t(`transfer.format_name.${value}`) }))} value={format} allowDeselect={false}
          onChange={(value) => { setFormat(value ?? "csv"); setId(undefined); }} data-testid="export-format" />
        {format !== "vcard" && (
          <MultiSelect label={t("transfer.columns")} placeholder={columns.length ? undefined : t("transfer.all_columns")} value={columns} searchable clearable
            data={type.fields.filter((field) => !field.secret).map((field) => ({ value: field.name, label: field.label }))}
            onChange={(value) => { setColumns(value); setId(undefined); }} data-testid="export-columns" />
        )}
        {format === "csv" && <Text size="sm" c="dimmed">{t("transfer.csv_note")}</Text>}
        {error !== undefined && <ErrorState error={error} onRetry={() => void start()} />}
        {job.isError && <ErrorState error={job.error} onRetry={() => void job.refetch()} />}
        {job.data?.state === "failed" && <Text c="danger" role="alert">{job.data.error}</Text>}
        {job.data && !done && job.data.state !== "failed" && (
          <Stack gap={4} role="status">
            <Progress value={job.data.total ? (100 * job.data.records) / job.data.total : 0} aria-label={t("transfer.export")} animated />
            <Text size="sm">{t("transfer.of_records", { done: formatDecimal(job.data.records), total: formatDecimal(job.data.total) })}</Text>
          </Stack>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("close")}</Button>
          {done
            ? <Button component="a" href={`/api/exports/${id}/file`} download={job.data?.name} leftSection={<IconDownload size={16} />} data-testid="export-download">{t("transfer.download")}</Button>
            : <Button onClick={() => void start()} loading={Boolean(id) && !job.isError && job.data?.state !== "failed"} data-testid="export-start">{t("transfer.make_file")}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}
