import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "../api";
import { nextStep, problemText, worthAgain } from "../problem";

/// What happened, what to do, again where that can help, and the number that support can look up.
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const correlation = error instanceof ProblemError ? error.correlation : undefined;
  return (
    <Alert color="danger" icon={<IconAlertTriangle />} title={t("problem.title")} role="alert" data-testid="error-state">
      <Text size="sm">{problemText(error, t)}</Text>
      <Text size="sm" mt={4}>{t(`problem.next.${nextStep(error)}`)}</Text>
      {correlation && (
        <Group gap="xs" mt="sm">
          <Text size="sm">{t("problem.number")}</Text>
          <Code>{correlation}</Code>
          <CopyButton value={correlation}>
            {({ copied, copy }) => (
              <Button size="xs" variant="subtle" onClick={copy}>{t(copied ? "problem.copied" : "problem.copy")}</Button>
            )}
          </CopyButton>
        </Group>
      )}
      {onRetry && worthAgain(error) && (
        <Button mt="sm" size="xs" variant="outline" color="danger" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </Alert>
  );
}
