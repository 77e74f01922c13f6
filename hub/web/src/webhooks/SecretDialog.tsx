import { useState } from "react";
import { Alert, Button, Code, CopyButton, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { post } from "@common/api";
import { problemAdvice } from "@common/problem";

/// Makes an endpoint's secret, shown this once; where there is one, how long both sign.
export function SecretDialog({ endpoint, replaces, onClose }: { endpoint: string; replaces: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [hours, setHours] = useState<string | number>(24);
  const making = useMutation({
    mutationFn: () => post<{ secret: string }>(`/api/webhook-endpoints/${endpoint}/secret/`, { overlap_hours: Number(hours) || 0 }),
  });
  return (
    <Modal opened onClose={onClose} title={t(replaces ? "webhook.new_secret" : "webhook.make_secret")} closeButtonProps={{ "aria-label": t("close") }} closeOnClickOutside={!making.isSuccess}>
      {making.isSuccess ? (
        <Stack gap="md" data-testid="secret-made">
          <Alert color="attention" icon={<IconKey />}>{t("webhook.once")}</Alert>
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "normal" }} data-testid="secret-text">{making.data.secret}</Code>
          <Group justify="flex-end">
            <CopyButton value={making.data.secret}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? "copied" : "copy")}</Button>}</CopyButton>
            <Button onClick={onClose} data-testid="secret-noted">{t("key.noted")}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
          <Stack gap="md">
            {making.isError && <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{problemAdvice(making.error, t)}</Alert>}
            <Text>{t("webhook.secret_text")}</Text>
            {replaces && <NumberInput label={t("webhook.overlap")} description={t("webhook.overlap_help")} value={hours} onChange={setHours} min={0} max={168} allowDecimal={false} data-testid="secret-overlap" />}
            <Button type="submit" loading={making.isPending} data-testid="secret-submit">{t(replaces ? "webhook.new_secret" : "webhook.make_secret")}</Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
