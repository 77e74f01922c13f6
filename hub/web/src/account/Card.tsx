import type { ReactNode } from "react";
import { Group, Paper, Text, Title } from "@mantine/core";

/// A part of a page about one's sign-in, with what one can do in it.
export function Card({ title, text, action, children }: { title: string; text?: string; action?: ReactNode; children?: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md" bg="var(--surface)" aria-label={title}>
      <Group justify="space-between" align="flex-start" mb="sm" gap="sm">
        <div style={{ flex: "1 1 240px", minWidth: 0 }}>
          <Title order={2} size="h4">{title}</Title>
          {text && <Text size="sm" c="dimmed">{text}</Text>}
        </div>
        {action}
      </Group>
      {children}
    </Paper>
  );
}
