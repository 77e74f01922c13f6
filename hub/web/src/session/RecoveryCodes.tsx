import { Alert, Button, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/SimpleGrid.css";
import { IconCopy, IconKey } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/// Shown this once: whoever loses the app comes in by them.
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    setCopied(true);
  };
  return (
    <Stack gap="md" data-testid="recovery-codes">
      <Alert color="attention" icon={<IconKey />} title={t("factor.recovery_title")}>{t("factor.recovery_text")}</Alert>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {codes.map((code) => <Code key={code} fz="md" ta="center">{code}</Code>)}
      </SimpleGrid>
      <Group justify="space-between">
        <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>{t("factor.copy")}</Button>
        <Button onClick={onDone} data-testid="recovery-done">{t("factor.noted")}</Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">{copied ? t("factor.copied") : ""}</Text>
    </Stack>
  );
}
