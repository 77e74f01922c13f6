import { Card, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

interface Props {
  label: string;
  value: number | string | undefined;
  detail?: string;
  to: string;
  warn?: boolean;
  /// It could not be read; a value of before stays.
  failed?: boolean;
  testId: string;
}

export function Figure({ label, value, detail, to, warn, failed, testId }: Props) {
  const { t } = useTranslation();
  const unknown = value === undefined && failed;
  return (
    <Card component={Link} to={to} className="plain-link" data-testid={testId}>
      <Text c="dimmed" size="sm">{label}</Text>
      {value === undefined && !failed ? <Skeleton h={36} w={80} my={4} /> : <Text fz={32} fw={700} lh={1.25} className="figures" c={warn ? "attention" : undefined}>{value ?? "–"}</Text>}
      {(unknown || detail) && <Text c="dimmed" size="sm">{unknown ? t("home.unknown") : detail}</Text>}
    </Card>
  );
}
