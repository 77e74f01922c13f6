import { useState } from "react";
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import type { RecordData } from "@common/meta";
import { patchRecord, useTouched } from "../data/records";
import { undoPatch } from "./patch";

const undoMs = 10_000;

/// Saves a patch on a known version, offers to take it back for ten seconds, and hands out the other version on a clash.
export function useSave(path: string, onSaved: () => void) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [current, setCurrent] = useState<RecordData>();

  const undo = async (saved: RecordData, before: RecordData, patch: Record<string, unknown>) => {
    try {
      await patchRecord(path, saved.id, saved.version, undoPatch(before, patch));
    } catch (refused) {
      notifications.show({ color: "danger", message: problemAdvice(refused, t) });
    }
    touched(path, saved.id);
  };

  const offerUndo = (saved: RecordData, before: RecordData, patch: Record<string, unknown>) => {
    const id = `undo-${saved.id}-${saved.version}`;
    const take = () => {
      notifications.hide(id);
      void undo(saved, before, patch);
    };
    const message = (
      <Group justify="space-between">
        <Text size="sm">{t("record.saved")}</Text>
        <Button size="xs" variant="subtle" onClick={take} data-testid="undo">{t("undo")}</Button>
      </Group>
    );
    notifications.show({ id, color: "success", message, autoClose: undoMs, closeButtonProps: { "aria-label": t("close") } });
  };

  const save = async (before: RecordData, patch: Record<string, unknown>) => {
    if (Object.keys(patch).length === 0) return onSaved();
    setBusy(true);
    setError(undefined);
    try {
      const saved = await patchRecord(path, before.id, before.version, patch);
      setCurrent(undefined);
      touched(path, before.id);
      offerUndo(saved, before, patch);
      onSaved();
    } catch (refused) {
      const other = refused instanceof ProblemError && refused.status === 412 ? refused.problem.current : undefined;
      if (other) setCurrent(other as RecordData);
      else setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, error, current, dismiss: () => setCurrent(undefined) };
}
