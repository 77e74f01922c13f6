import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal, formatInstant } from "@common/format";
import { problemAdvice } from "@common/problem";
import { useChain, useVerify } from "./audit";

/// Until where the log is known to be unaltered.
export function ChainLine() {
  const { t } = useTranslation();
  const chain = useChain();
  const verify = useVerify();
  if (chain.isError && !chain.data) return <ErrorState error={chain.error} onRetry={() => void chain.refetch()} />;
  if (!chain.data) return null;
  const { verified_at, verified_to, broken_at } = chain.data;
  const broken = broken_at > 0;
  const text = broken ? t("audit.broken", { position: formatDecimal(broken_at) }) : verified_at ? t("audit.verified", { at: formatInstant(verified_at), position: formatDecimal(verified_to) }) : t("audit.not_verified");
  // What nobody has looked at yet is neither good nor bad.
  const [color, Icon] = broken ? (["danger", IconAlertTriangle] as const) : verified_at ? (["success", IconCheck] as const) : (["neutral", IconInfoCircle] as const);
  return (
    <Alert color={color} icon={<Icon />} role="status" data-testid="chain" data-broken={broken}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: "1 1 200px" }}>{text}</Text>
        <Button size="compact-sm" variant="default" loading={verify.isPending} onClick={() => verify.mutate()} data-testid="chain-verify">{t("audit.verify")}</Button>
      </Group>
      {verify.isError && <Text size="sm" c="danger" role="alert">{problemAdvice(verify.error, t)}</Text>}
    </Alert>
  );
}
