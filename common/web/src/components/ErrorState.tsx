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
      {onRetry && (
        <Button mt="sm" size="xs" variant="outline" color="danger" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </Alert>
  );
}

/// What was asked for is not there, or not for this reader.
export const isMissing = (error: unknown): boolean => error instanceof ProblemError && error.status === 404;

/// What the reader can do about it, by what went wrong.
export function nextStep(error: unknown): string {
  if (!(error instanceof ProblemError)) return "reload";
  if (error.unreachable) return "connection";
  const known: Record<number, string> = { 401: "sign_in", 403: "ask", 404: "gone", 409: "newest", 412: "newest", 413: "smaller", 429: "wait" };
  return known[error.status] ?? (error.status >= 500 ? "again" : "correct");
}

export function problemText(error: unknown, t: (key: string) => string): string {
  const text = plainText(error, t);
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function plainText(error: unknown, t: (key: string) => string): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  if (error.unreachable) return t("problem.unreachable");
  if (error.status === 403 && !error.problem.detail) return t("problem.forbidden");
  if (error.status === 404 && !error.problem.detail) return t("problem.not_found");
  const fields = error.errors.map((one) => one.text).filter((text) => !error.message.includes(text));
  return [error.message, ...fields].join(" ");
}
