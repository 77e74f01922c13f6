import { Anchor, Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { listHref, recordHref, useCatalogue, type Catalogue } from "../data/meta";
import type { MergeReport } from "../data/quality";
import { writeCondition } from "../filter/filter";

/// The list of what still names the merged record.
function stayingHref(catalogue: Catalogue, report: MergeReport, name: string): string | undefined {
  const merged = catalogue.named(report.of_type);
  const way = merged && catalogue.referringTo(merged).find(({ type, field }) => type.name === name && !field.list);
  return way && `${listHref(way.type.path)}?f=${encodeURIComponent(writeCondition({ field: way.name, operator: "=", value: report.merged[0]! }))}`;
}

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
      {report.stays.length > 0 && (
        <Text size="sm" data-testid="merge-stays">
          {t("quality.stayed")}{" "}
          {report.stays.map(({ type, count }) => {
            const to = stayingHref(catalogue, report, type);
            const text = `${named(type)?.plural ?? t("quality.other_types")}: ${count}`;
            return <span key={type}>{to ? <Anchor component={Link} inherit to={to}>{text}</Anchor> : text} </span>;
          })}
        </Text>
      )}
      {report.left.length > 0 && (
        <div data-testid="merge-left">
          <Text size="sm" fw={600}>{t("quality.left")}</Text>
          {report.left.map(({ type, record, place, reason }) => (
            <Text size="sm" key={`${record}${place}`}>
              <Anchor component={Link} inherit to={recordHref(named(type)?.path ?? "", record)}>{named(type)?.label ?? type}</Anchor> · {place} · {reason}
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
