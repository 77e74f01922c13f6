import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { api } from "../data/api";
import { hasReadTooMuch, type Stopped } from "./access";

/// What follows from letting somebody in, before it is done.
export function LetInDialog({ one, onClose }: { one: Stopped; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const admitting = useMutation({
    mutationFn: () => api.remove("/api/blocked-users/{user}/", { path: { user: one.user } }),
    onSuccess: () => {
      notifications.show({ color: "success", message: t("access.done", { login: one.login }) });
      onClose();
    },
    // Refused as a colleague was quicker: the list tells who is left.
    onSettled: () => client.invalidateQueries({ queryKey: ["blocked-users"] }),
  });
  const kind = hasReadTooMuch(one) ? "reads" : "sign_in";
  return (
    <Modal opened onClose={onClose} title={t("access.ask", { login: one.login })} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack data-testid="let-in-dialog">
        <Text>{t(`access.then_${kind}`)}</Text>
        <Text size="sm" c="dimmed">{t(`access.first_${kind}`)}</Text>
        {admitting.isError && <ErrorState error={admitting.error} onRetry={() => admitting.mutate()} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
          <Button loading={admitting.isPending} onClick={() => admitting.mutate()} data-testid="let-in-confirm">{t("access.let_in")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
