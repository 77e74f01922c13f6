import type { ReactNode } from "react";
import { Stack, Text, ThemeIcon } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";

/// What this place is for, and the button that fills it. `heading`: it is the whole page.
export function EmptyState({ title, text, icon, heading, children }: { heading?: boolean; title: string; text?: string; icon?: ReactNode; children?: ReactNode }) {
  return (
    <Stack align="center" gap="sm" py="xl" px="md" ta="center" data-testid="empty-state">
      <ThemeIcon size={48} radius="xl" variant="light" color="neutral">{icon ?? <IconInbox size={24} />}</ThemeIcon>
      <Text fw={600} component={heading ? "h1" : "p"} m={0} fz="inherit">{title}</Text>
      {text && <Text c="dimmed" maw={420} style={{ textWrap: "balance" }}>{text}</Text>}
      {children}
    </Stack>
  );
}
