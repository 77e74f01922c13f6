import type { ReactNode } from "react";
import { Alert, Group, Paper, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";

/// A part of a page about one's sign-in, with what one can do in it, and why the last of it did not come about.
export function Card({ title, text, action, refused, children }: { title: string; text?: string; action?: ReactNode; refused?: unknown; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Paper component="section" withBorder p="md" bg="var(--surface)" aria-label={title}>
      <Group justify="space-between" align="flex-start" mb="sm" gap="sm">
        <div style={{ flex: "1 1 240px", minWidth: 0 }}>
          <Title order={2} size="h4">{title}</Title>
          {text && <Text size="sm" c="dimmed">{text}</Text>}
        </div>
        {action}
      </Group>
      {Boolean(refused) && <Alert color="danger" role="alert" icon={<IconAlertTriangle />} mb="sm" data-testid="card-refused">{problemAdvice(refused, t)}</Alert>}
      {children}
    </Paper>
  );
}
