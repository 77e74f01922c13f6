import type { ReactNode } from "react";
import { Card, Center, Group, Stack, Text, Title } from "@mantine/core";

/// The quiet frame around sign-in and set-up, and under the name of a company around what its customers see.
export function AuthFrame({ title, text, wide, company, children }: {
  title: string; text?: string; wide?: boolean; company?: string; children: ReactNode;
}) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={wide ? 640 : 400} gap="lg">
        <Group gap="sm" justify="center">
          {!company && <img src="/icon.svg" alt="" width={36} height={36} />}
          <Text fw={700} fz={22}>{company || "Truckroll"}</Text>
        </Group>
        <Card padding="lg">
          <Title order={1} size="h2" mb={text ? 4 : "md"}>{title}</Title>
          {text && <Text c="dimmed" mb="md">{text}</Text>}
          {children}
        </Card>
      </Stack>
    </Center>
  );
}
