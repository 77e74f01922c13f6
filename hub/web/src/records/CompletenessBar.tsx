import { Group, Progress, Text } from "@mantine/core";
import "@mantine/core/styles/Progress.css";
import { useTranslation } from "react-i18next";
import type { FieldMeta, TypeMeta } from "@common/meta";
import type { Completeness } from "../data/quality";
import { completenessOf } from "./completeness";

const namedMax = 3;

/// How much of what makes a good record is filled, and what is missing next: as the hub says, or until it has by own reckoning.
export function CompletenessBar({ type, fields, values, score }: { type: TypeMeta; fields: FieldMeta[]; values: Record<string, unknown>; score?: Completeness }) {
  const { t } = useTranslation();
  const own = completenessOf(type, fields, values);
  if (!score && own.total < 3) return null;
  const percent = score ? score.percent : Math.round((100 * own.filled) / own.total);
  const missing = score ? score.missing.flatMap((name) => fields.find((field) => field.name === name) ?? []) : own.missing;
  return (
    <Group gap="2px 12px" mb="sm" data-testid="completeness">
      <Progress value={percent} w={120} flex="none" color={missing.length === 0 ? "success" : "primary"} aria-label={t("complete.label")} />
      <Text size="sm" c="dimmed">
        {t("complete.share", { percent })}
        {missing.length > 0 && ` · ${t("complete.missing", { fields: missing.slice(0, namedMax).map(({ label }) => label).join(", ") })}${missing.length > namedMax ? " …" : ""}`}
      </Text>
    </Group>
  );
}
