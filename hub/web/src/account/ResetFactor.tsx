import { useState } from "react";
import { Button, Group, Modal, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconShieldOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import { useSession } from "../session/session";

/// For administrators, when somebody has lost his app and his recovery codes.
export function ResetFactor({ user }: { user: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const admin = useSession().data?.roles.includes("admin");
  const resetting = useMutation({
    mutationFn: () => api.post("/api/users/{id}/reset-second-factor/", { path: { id: user } }),
    onSuccess: () => notifications.show({ color: "success", message: t("factor.reset_done") }),
    onError: (error) => notifications.show({ color: "danger", title: t("factor.reset"), message: problemAdvice(error, t), autoClose: 12_000 }),
    onSettled: () => setAsking(false),
  });
  if (!admin) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconShieldOff size={16} aria-hidden />} onClick={() => setAsking(true)} data-testid="reset-factor">{t("factor.reset")}</Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("factor.reset")} closeButtonProps={{ "aria-label": t("close") }}>
        <Text mb="md">{t("factor.reset_text")}</Text>
        <Group justify="flex-end">
          <Button color="danger" loading={resetting.isPending} onClick={() => resetting.mutate()} data-testid="reset-factor-confirm">{t("factor.reset")}</Button>
        </Group>
      </Modal>
    </>
  );
}
