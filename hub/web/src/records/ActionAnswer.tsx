import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import type { ActionReply } from "../data/records";

/// What an action says beside the record it changed, such as a one-time code: [name, text] in the order given.
export function answerOf(reply: ActionReply): [string, string][] {
  if (!reply?.record) return [];
  return Object.entries(reply).flatMap(([name, value]): [string, string][] =>
    name !== "record" && ["string", "number"].includes(typeof value) && !isId(value) ? [[name, String(value)]] : [],
  );
}

const isId = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);

const shown = (text: string): string => (/^\d{4}-\d\d-\d\dT/.test(text) ? formatInstant(text, "full") : text);

/// Shown once and nowhere again: codes are not kept.
export function ActionAnswer({ answer, onClose }: { answer: [string, string][]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t("record.answer")} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="md" data-testid="action-answer">
        {answer.map(([name, text]) => (
          <Group key={name} justify="space-between">
            <Text c="dimmed">{name.replaceAll("_", " ")}</Text>
            <Group gap="xs">
              <Code fz="lg" data-testid={`answer-${name}`}>{shown(text)}</Code>
              {name === "code" && <CopyButton value={text}>{({ copied, copy }) => <Button size="xs" variant="light" onClick={copy}>{t(copied ? "copied" : "copy")}</Button>}</CopyButton>}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
