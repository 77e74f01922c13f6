import { useState } from "react";
import { Affix, Button, Group, Paper, Text, Transition } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import type { FlowAction, RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { actOn, useTouched } from "../data/records";
import { bulkActions } from "../records/actions";

/// Slides in when rows are selected: what all of them allow, done one after the other, each refusal told by name.
export function BulkBar({ type, rows, onDone }: { type: TypeMeta; rows: RecordData[]; onDone: () => void }) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [busy, setBusy] = useState(false);
  const run = async (action: FlowAction) => {
    setBusy(true);
    for (const row of rows) {
      try {
        await actOn(type.path, row.id, action.name, {});
      } catch (error) {
        notifications.show({ color: "danger", title: recordTitle(type, row), message: problemAdvice(error, t), autoClose: 10_000 });
      }
    }
    touched(type.path);
    setBusy(false);
    onDone();
  };
  return (
    <Affix position={{ bottom: 16, left: 0, right: 0 }} style={{ pointerEvents: "none" }}>
      <Transition mounted={rows.length > 0} transition="slide-up">
        {(style) => (
          <Paper withBorder shadow="md" p="sm" mx="auto" w="fit-content" style={{ ...style, pointerEvents: "auto" }} role="region" aria-label={t("list.bulk")}>
            <Group gap="sm">
              <Text fw={600}>{t("list.chosen", { count: rows.length })}</Text>
              {bulkActions(type, rows).map((action) => (
                <Button key={action.name} size="xs" variant="light" loading={busy} onClick={() => void run(action)} data-testid={`bulk-${action.name}`}>
                  {action.label}
                </Button>
              ))}
              <Button size="xs" variant="subtle" color="neutral" onClick={onDone}>{t("list.choose_none")}</Button>
            </Group>
          </Paper>
        )}
      </Transition>
    </Affix>
  );
}
