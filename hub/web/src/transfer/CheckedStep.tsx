import { useState } from "react";
import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconPencil, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDecimal } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { FaultTable } from "./FaultTable";
import { ProbableTable, type Probable } from "./ProbableTable";

const countOf = (run: RecordData, name: string): number => Number(run[name] ?? 0);

/// What the trial found; from here the import starts, or the mapping is changed.
export function CheckedStep({ run, type, busy, onEdit, onStart }: { run: RecordData; type: TypeMeta; busy: boolean; onEdit: () => void; onStart: (patch: Record<string, unknown>) => void }) {
  const { t } = useTranslation();
  const shown = (count: number) => formatDecimal(count);
  const rows = countOf(run, "checked_rows"), faulty = countOf(run, "faulty"), duplicates = countOf(run, "duplicates");
  const good = rows - faulty;
  const [probable, setProbable] = useState(() => (run.probable ?? []) as unknown as Probable[]);
  const choose = (line: string, choice: string | null) => setProbable(probable.map((row) => (row.line === line ? { ...row, choice: choice ?? undefined } : row)));
  const patch = { accept_errors: faulty, ...(probable.length > 0 && { probable }) };
  return (
    <Stack>
      <Alert color={faulty ? "attention" : "success"} icon={faulty ? <IconAlertTriangle /> : <IconCheck />} role="status" data-testid="import-verdict"
        title={faulty ? t("transfer.some_faulty", { count: faulty, faulty: shown(faulty), rows: shown(rows) }) : t("transfer.all_good", { count: rows, rows: shown(rows) })}>
        {duplicates > 0 && t("transfer.known", { count: duplicates, duplicates: shown(duplicates) })}
        {faulty > 0 && ` ${t("transfer.faulty_text")}`}
      </Alert>
      <Group justify="flex-end">
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={onEdit} data-testid="import-edit">{t("transfer.change_mapping")}</Button>
        <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => onStart(patch)} loading={busy} disabled={good === 0} data-testid="import-start">
          {t(faulty === 0 ? "transfer.start" : "transfer.start_rest", { count: good, rows: shown(good) })}
        </Button>
      </Group>
      {probable.length > 0 && <ProbableTable type={type} rows={probable} count={countOf(run, "probable_count")} otherwise={String(run.on_duplicate ?? "skip")} onChoose={choose} />}
      {faulty > 0 && <FaultTable run={run.id} items={run.format === "json"} work="check" state="checked" title={t("transfer.faults")} />}
    </Stack>
  );
}
