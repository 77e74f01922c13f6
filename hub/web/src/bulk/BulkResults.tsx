import { Alert, Anchor, Button, Group, Modal, Progress, ScrollArea, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/Progress.css";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatDecimal } from "@common/format";
import { recordHref } from "../data/meta";
import type { BulkState } from "./useBulk";

interface Props {
  path: string;
  state: BulkState;
  onCancel: () => void;
  onClose: () => void;
  /// Keeps only what was refused selected.
  onKeepRefused: (ids: string[]) => void;
}

/// How far the work is, and afterwards of each refusal why.
export function BulkResults({ path, state, onCancel, onClose, onKeepRefused }: Props) {
  const { t } = useTranslation();
  const refused = state.results.filter((one) => one.problem);
  const total = Math.max(state.total ?? 0, state.done, 1);
  return (
    <Modal opened onClose={() => !state.running && onClose()} title={state.title} size="lg" closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="md" data-testid="bulk-results">
        <Progress value={(100 * state.done) / total} animated={state.running} aria-label={state.title} />
        <Text role="status" data-testid="bulk-progress">
          {t(state.running ? "bulk.running" : state.stopped ? "bulk.stopped" : "bulk.done", { done: formatDecimal(state.done - refused.length), count: refused.length, total: formatDecimal(total) })}
        </Text>
        {state.failed && <Alert color="danger" icon={<IconAlertTriangle />} role="alert">{state.failed}</Alert>}
        {!state.running && refused.length === 0 && !state.failed && !state.stopped && <Alert color="success" icon={<IconCheck />}>{t("bulk.all_done")}</Alert>}
        {refused.length > 0 && (
          <ScrollArea.Autosize mah={320} type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": t("bulk.refused", { count: refused.length }) }}>
            <Text fw={600} mb={4}>{t("bulk.refused", { count: refused.length })}</Text>
            <ul className="bulk-list">
              {refused.map((one) => (
                <li key={one.id} data-testid={`bulk-refused-${one.id}`}>
                  <Anchor component={Link} to={recordHref(path, one.id)}>{one.title}</Anchor>: {one.problem}
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
        <Group justify="flex-end">
          {state.running && <Button variant="default" onClick={onCancel} data-testid="bulk-cancel">{t("bulk.stop")}</Button>}
          {!state.running && refused.length > 0 && <Button variant="default" onClick={() => onKeepRefused(refused.map(({ id }) => id))}>{t("bulk.keep_refused")}</Button>}
          {!state.running && <Button onClick={onClose} data-testid="bulk-close">{t("close")}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}
