import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const keys: [string, string][] = [
  ["Ctrl K", "keys.palette"],
  ["/", "keys.search"],
  ["n", "keys.new"],
  ["e", "keys.edit"],
  ["j", "keys.down"],
  ["k", "keys.up"],
  ["Enter", "keys.open"],
  ["x", "keys.select"],
  ["Shift X", "keys.select_range"],
  ["Enter Tab Esc", "keys.cell"],
  ["← → ↑ ↓", "keys.board"],
  ["Shift ← →", "keys.board_move"],
  ["← →", "keys.day"],
  ["?", "keys.help"],
];

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="xs">
        {keys.map(([key, text]) => (
          <Group key={key} justify="space-between">
            <Text>{t(text)}</Text>
            <Kbd>{key}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
