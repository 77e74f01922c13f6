import type { ReactNode } from "react";
import { Card, Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

/// A card with a heading; without content it says so.
export function Section({ title, aside, empty, children, testId }: { title: string; aside?: ReactNode; empty?: string | false; children?: ReactNode; testId?: string }) {
  return (
    <Card component="section" aria-label={title} data-testid={testId}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h3">{title}</Title>
        {aside}
      </Group>
      {empty ? <Text c="dimmed" size="sm">{empty}</Text> : children}
    </Card>
  );
}

/// In place of what the user's role does not show: an empty section would say that there is nothing.
export function Withheld({ title, testId }: { title: string; testId?: string }) {
  const { t } = useTranslation();
  return <Section title={title} empty={t("job.withheld")} testId={testId} />;
}
