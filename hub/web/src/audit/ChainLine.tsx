import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import { useChain, useVerify } from "./audit";

/// Until where the log is known to be unaltered.
export function ChainLine() {
  const { t } = useTranslation();
  const chain = useChain();
  const verify = useVerify();
  if (!chain.data) return null;
  const { verified_at, verified_to, broken_at } = chain.data;
  const broken = broken_at > 0;
  const text = broken ? t("audit.broken", { position: broken_at }) : verified_at ? t("audit.verified", { at: formatInstant(verified_at), position: verified_to }) : t("audit.not_verified");
  return (
    <Alert color={broken ? "danger" : "success"} icon={broken ? <IconAlertTriangle /> : <IconCheck />} role="status" data-testid="chain" data-broken={broken}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: "1 1 200px" }}>{text}</Text>
        <Button size="compact-sm" variant="default" loading={verify.isPending} onClick={() => verify.mutate()} data-testid="chain-verify">{t("audit.verify")}</Button>
      </Group>
    </Alert>
  );
}
