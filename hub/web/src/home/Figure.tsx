import { Card, Skeleton, Text } from "@mantine/core";
import { Link } from "react-router-dom";

interface Props {
  label: string;
  value: number | string | undefined;
  detail?: string;
  to: string;
  warn?: boolean;
  testId: string;
}

export function Figure({ label, value, detail, to, warn, testId }: Props) {
  return (
    <Card component={Link} to={to} className="plain-link" data-testid={testId}>
      <Text c="dimmed" size="sm">{label}</Text>
      {value === undefined ? <Skeleton h={36} w={80} my={4} /> : <Text fz={32} fw={700} lh={1.25} className="figures" c={warn ? "attention" : undefined}>{value}</Text>}
      {detail && <Text c="dimmed" size="sm">{detail}</Text>}
    </Card>
  );
}
