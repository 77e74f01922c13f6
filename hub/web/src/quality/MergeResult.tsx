import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { recordHref, useCatalogue } from "../data/meta";
import type { MergeReport } from "../data/quality";

/// What a merge, or taking it back, has done; what was left; and the way back.
export function MergeResult({ report, busy, onUndo }: { report: MergeReport; busy: boolean; onUndo?: () => void }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const named = (type: string) => catalogue.named(type);
  const counts = (list: { type: string; count: number }[]) => list.map(({ type, count }) => `${named(type)?.plural ?? t("quality.other_types")}: ${count}`).join(", ");
  const failed = report.state === "failed";
  return (
    <Stack gap="xs" data-testid="merge-result" data-state={report.state}>
      <Alert color={failed ? "danger" : "success"} icon={failed ? <IconInfoCircle /> : <IconCheck />} role="status">
        {t(`quality.state.${report.state}`)} {failed && report.failure}
      </Alert>
      {report.moved.length > 0 && <Text size="sm">{t("quality.moved")} {counts(report.moved)}</Text>}
      {report.stays.length > 0 && <Text size="sm" c="dimmed">{t("quality.stayed")} {counts(report.stays)}</Text>}
      {report.left.length > 0 && (
        <div data-testid="merge-left">
          <Text size="sm" fw={600}>{t("quality.left")}</Text>
          {report.left.map(({ type, record, place, reason }) => (
            <Text size="sm" key={`${record}${place}`}>
              <Link to={recordHref(named(type)?.path ?? "", record)}>{named(type)?.label ?? type}</Link> · {place} · {reason}
            </Text>
          ))}
        </div>
      )}
      {report.state === "merged" && onUndo && (
        <Group><Button variant="default" loading={busy} leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={onUndo} data-testid="merge-undo">{t("quality.undo")}</Button></Group>
      )}
    </Stack>
  );
}
