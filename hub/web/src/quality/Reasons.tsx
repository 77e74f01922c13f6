import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Reason } from "../data/quality";

/// How probable it is that two are one, and why, in words.
export function Reasons({ score, reasons }: { score: number; reasons: Reason[] }) {
  const { t } = useTranslation();
  const text = reasons.map(({ means, percent }) => `${t(`quality.means.${means}`)}${percent < 100 ? ` ${percent} %` : ""}`).join(", ");
  return (
    <Group gap="xs">
      <Badge color={score >= 90 ? "attention" : "primary"} variant="light" tt="none">{score} %</Badge>
      <Text size="sm" c="dimmed">{text}</Text>
    </Group>
  );
}
