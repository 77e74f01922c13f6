import { useState } from "react";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatDecimal, formatInstant } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { inSentence, listHref } from "../data/meta";
import type { Progress } from "../data/transfer";
import { FaultTable } from "./FaultTable";

interface Props {
  run: RecordData;
  type: TypeMeta;
  progress?: Progress;
  busy: boolean;
  onUndo: () => void;
}

/// What came of it, the way to the records, and the way back.
export function DoneStep({ run, type, progress, busy, onUndo }: Props) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const number = (name: string) => formatDecimal(Number(run[name] ?? 0));
  const until = run.undo_until as string | undefined;
  const undo = run.state === "undone" ? progress?.undo : undefined;
  return (
    <Stack>
      <Alert color="success" icon={<IconCheck />} role="status" data-testid="import-result" title={t(run.state === "undone" ? "transfer.undone" : "transfer.done")}>
        {run.state === "undone"
          ? t("transfer.undone_text", { count: (undo ? undo.created + undo.changed : Number(run.undone_count ?? 0)), left: undo?.faulty ?? 0 })
          : t("transfer.done_text", { created: number("created_count"), changed: number("changed_count"), skipped: number("skipped_count"), faulty: number("faulty") })}
      </Alert>
      <Group justify="flex-end">
        {run.state === "done" && until && Date.parse(until) > Date.now() && (
          <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => setAsking(true)} data-testid="import-undo">{t("transfer.undo")}</Button>
        )}
        <Button component={Link} to={listHref(type.path)} data-testid="import-list">{t("transfer.to_list", { types: inSentence(type.plural, i18n.language) })}</Button>
      </Group>
      {run.state === "done" && until && <Text size="sm" c="dimmed">{t("transfer.undo_until", { until: formatInstant(until) })}</Text>}
      {run.state === "undone" && <FaultTable run={run.id} items={run.format === "json"} path={type.path} work="undo" state={`${undo?.position}-${undo?.faulty}`} title={t("transfer.left")} />}
      {Number(run.faulty ?? 0) > 0 && <FaultTable run={run.id} items={run.format === "json"} work="run" state="done" title={t("transfer.left_out_rows")} />}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("transfer.undo")} closeButtonProps={{ "aria-label": t("close") }}>
        <Stack>
          <Text>{t("transfer.undo_sure", { created: number("created_count"), changed: number("changed_count") })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>{t("cancel")}</Button>
            <Button color="danger" loading={busy} onClick={() => { setAsking(false); onUndo(); }} data-testid="confirm-undo">{t("transfer.undo")}</Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
