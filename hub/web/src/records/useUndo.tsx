import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import type { RecordData } from "@common/meta";
import { patchRecord, useTouched } from "../data/records";
import { undoPatch } from "./patch";

export const undoMs = 10_000;

/// Says that something is saved and offers for ten seconds to take it back.
export function useUndo(path: string) {
  const { t } = useTranslation();
  const touched = useTouched();
  const undo = async (saved: RecordData, before: RecordData, patch: Record<string, unknown>) => {
    try {
      await patchRecord(path, saved.id, saved.version, undoPatch(before, patch));
    } catch (refused) {
      notifications.show({ color: "danger", message: problemAdvice(refused, t) });
    }
    touched(path, saved.id);
  };
  return (saved: RecordData, before: RecordData, patch: Record<string, unknown>) => {
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
}
