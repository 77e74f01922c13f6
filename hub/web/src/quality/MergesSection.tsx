import { useState } from "react";
import { Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { unmergeRecord, useMatchedTypes, useMerges, type MergeReport } from "../data/quality";
import { MergeResult } from "./MergeResult";

/// What has become part of this record, the newest first; the newest can be taken back.
export function MergesSection({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const matched = useMatchedTypes().data?.some((one) => one.type === type.name) ?? false;
  const merges = useMerges(type.path, record.id, matched).data?.items ?? [];
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (merges.length === 0) return null;
  const newest = merges.find(({ state }) => state === "merged");
  const undo = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await unmergeRecord(type.path, record.id);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
    void client.invalidateQueries();
  };
  const mayUndo = (report: MergeReport) => report === newest && type.may.change && type.may.delete;
  return (
    <Paper withBorder p="md" mb="md" bg="var(--surface)" data-testid="merges">
      <Title order={2} size="h4" mb="xs">{t("quality.merges")}</Title>
      <Stack>
        {error !== undefined && <ErrorState error={error} />}
        {merges.map((report) => <MergeResult key={report.merge} report={report} busy={busy} onUndo={mayUndo(report) ? () => void undo() : undefined} />)}
      </Stack>
    </Paper>
  );
}
