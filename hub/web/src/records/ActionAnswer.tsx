import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatInstant } from "@common/format";
import { inSentence, recordHref, useCatalogue, type Catalogue } from "../data/meta";
import type { ActionReply } from "../data/records";
import { QrCode } from "@common/components/QrCode";

export interface Answer {
  /// [name, text] in the order given.
  told: [string, string][];
  /// The record that the action made.
  made?: { type: string; id: string };
}

/// Names by which actions tell what they made; what only follows, such as a payment's entry, is found on the record.
const makes: Record<string, string> = {
  credit: "billing.Invoice", invoice: "billing.Invoice", posting_rule: "ledger.PostingRule", settlement: "billing.Settlement",
};

/// What an action says beside the record it changed, such as a one-time code or the credit it made.
export function answerOf(reply: ActionReply): Answer | undefined {
  if (!reply?.record) return undefined;
  const { record: _, ...said } = reply;
  const told = Object.entries(said).flatMap(([name, value]): [string, string][] =>
    ["string", "number"].includes(typeof value) && !isId(value) ? [[name, String(value)]] : [],
  );
  const name = Object.keys(said).find((one) => makes[one] && isId(said[one]));
  const made = name && { type: makes[name]!, id: said[name] as string };
  return made || told.length > 0 ? { told, ...(made && { made }) } : undefined;
}

/// What a van's computer reads with its scanner: where the hub is, and the code.
export function invitationOf({ told }: Answer, hub: string): string | undefined {
  const code = told.find(([name]) => name === "code")?.[1];
  return code && `truckroll:enrol?hub=${encodeURIComponent(hub)}&code=${encodeURIComponent(code)}`;
}

const isId = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);

const shown = (text: string): string => (/^\d{4}-\d\d-\d\dT/.test(text) ? formatInstant(text, "full") : text);

/// Counts that have a sentence of their own; codes and moments stand beside their name.
const counted = new Set(["invoices", "lines", "periods", "deliveries"]);

/// Shown once and nowhere again: codes are not kept.
export function ActionAnswer({ type, title, answer, onClose }: { type: string; title: string; answer: Answer; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const catalogue = useCatalogue().data!;
  const made = madeOf(answer, catalogue);
  const name = made && (answer.told.find(([one]) => one === "number")?.[1] ?? inSentence(made.label, i18n.language));
  const invitation = type === "fleet.Device" ? invitationOf(answer, location.origin) : undefined;
  const rest = answer.told.filter(([one]) => !made || one !== "number");
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="md" data-testid="action-answer">
        {made && <Text>{t("answer.made", { name })}</Text>}
        {rest.map(([one, text]) =>
          counted.has(one) ? (
            <Text key={one} data-testid={`answer-${one}`}>{t(`answer.${one}`, { count: Number(text) })}</Text>
          ) : (
            <Group key={one} justify="space-between">
              <Text c="dimmed">{t([`answer.${one}`, one.replaceAll("_", " ")])}</Text>
              <Group gap="xs">
                <Code fz="lg" data-testid={`answer-${one}`}>{shown(text)}</Code>
                {one === "code" && <CopyButton value={text}>{({ copied, copy }) => <Button size="xs" variant="light" onClick={copy}>{t(copied ? "copied" : "copy")}</Button>}</CopyButton>}
              </Group>
            </Group>
          ),
        )}
        {invitation && (
          <Stack align="center" gap="xs" data-testid="answer-invitation">
            <QrCode text={invitation} label={t("answer.qr_label")} />
            <Text size="sm" c="dimmed">{t("answer.qr_help")}</Text>
          </Stack>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("close")}</Button>
          {made && <Button component={Link} to={recordHref(made.path, answer.made!.id)} onClick={onClose} data-autofocus data-testid="answer-open">{t("answer.open", { name })}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

const madeOf = ({ made }: Answer, catalogue: Catalogue) => made && catalogue.named(made.type);
