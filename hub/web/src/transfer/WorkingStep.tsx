import "@mantine/core/styles/Progress.css";
import { Button, Group, Paper, Progress as Bar, Stack, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDecimal } from "@common/format";
import type { RecordData } from "@common/meta";
import { stateOf, type Progress } from "../data/transfer";

/// How far the hub is, and what can be done about it.
export function WorkingStep({ run, progress, busy, onAct }: { run: RecordData; progress?: Progress; busy: boolean; onAct: (action: string) => void }) {
  const { t } = useTranslation();
  const checking = run.state === "checking";
  const undoing = stateOf(run) === "undoing";
  const state = undoing ? progress?.undo : checking ? progress?.check : progress?.run;
  const share = state?.total ? (100 * state.position) / state.total : 0;
  const number = (value: number | undefined) => formatDecimal(value ?? 0);
  return (
    <Paper withBorder bg="var(--surface)" p="md" data-testid="import-working">
      <Stack>
        <Text fw={600} role="status" aria-live="polite">{t(undoing ? "transfer.undoing" : checking ? "transfer.checking" : run.state === "paused" ? "transfer.paused" : "transfer.running")}</Text>
        <Bar value={share} animated={run.state !== "paused"} aria-label={t("transfer.progress")} size="lg" />
        {!undoing && <Text>{t("transfer.of_rows", { done: number(state?.position), total: number(state?.total) })}</Text>}
        <Text size="sm" c="dimmed">
          {undoing
            ? t("transfer.undone_text", { count: (state?.created ?? 0) + (state?.changed ?? 0), left: state?.faulty ?? 0 })
            : t("transfer.so_far", { created: number(state?.created), changed: number(state?.changed), faulty: number(state?.faulty) })}
        </Text>
        {!undoing && <Group>
          {run.state === "running" && <Button variant="default" leftSection={<IconPlayerPause size={16} />} loading={busy} onClick={() => onAct("pause")} data-testid="import-pause">{t("transfer.pause")}</Button>}
          {run.state === "paused" && <Button leftSection={<IconPlayerPlay size={16} />} loading={busy} onClick={() => onAct("resume")} data-testid="import-resume">{t("transfer.go_on")}</Button>}
          <Button variant="default" leftSection={<IconPlayerStop size={16} />} loading={busy} onClick={() => onAct("stop")} data-testid="import-stop">{t(checking ? "cancel" : "transfer.stop")}</Button>
        </Group>}
      </Stack>
    </Paper>
  );
}
