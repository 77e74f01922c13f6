import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/// Staying is the answer of Enter and Escape.
export default function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onStay} title={t("leave.title")} closeButtonProps={{ "aria-label": t("leave.stay") }} zIndex={300}>
      <Stack gap="md" data-testid="leave-dialog">
        <Text>{t("leave.text")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onLeave} c="danger" data-testid="leave-leave">{t("leave.leave")}</Button>
          <Button onClick={onStay} data-autofocus data-testid="leave-stay">{t("leave.stay")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
