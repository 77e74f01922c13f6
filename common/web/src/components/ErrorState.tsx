import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "../api";

/// What happened, what to do, again, and the number that support can look up.
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const correlation = error instanceof ProblemError ? error.correlation : undefined;
  return (
    <Alert color="danger" icon={<IconAlertTriangle />} title={t("problem.title")} role="alert" data-testid="error-state">
      <Text size="sm">{problemText(error, t)}</Text>
      {correlation && (
        <Group gap="xs" mt="sm">
          <Text size="sm">{t("problem.help")}</Text>
          <Code>{correlation}</Code>
          <CopyButton value={correlation}>
            {({ copied, copy }) => (
              <Button size="xs" variant="subtle" onClick={copy}>{t(copied ? "problem.copied" : "problem.copy")}</Button>
            )}
          </CopyButton>
        </Group>
      )}
      {onRetry && (
        <Button mt="sm" size="xs" variant="outline" color="danger" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </Alert>
  );
}

export function problemText(error: unknown, t: (key: string) => string): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  if (error.unreachable) return t("problem.unreachable");
  if (error.status === 403 && !error.problem.detail) return t("problem.forbidden");
  if (error.status === 404 && !error.problem.detail) return t("problem.not_found");
  const fields = error.errors.map((one) => one.text).filter((text) => !error.message.includes(text));
  return [error.message, ...fields].join(" ");
}
