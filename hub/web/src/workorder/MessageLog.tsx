import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { StateBadge } from "@common/components/StateBadge";
import { formatInstant } from "@common/format";
import { stateLabel, useCatalogue } from "../data/meta";
import type { RecordData } from "@common/meta";
import type { Overview } from "../data/pages";
import { usePage } from "../shell/usePage";
import { Section, Withheld } from "./Section";

interface Attempt {
  at?: string;
  result?: string;
  error?: string;
}

/// Every message about this job: what for, by which way, whether it arrived and if not why.
export function MessageLog({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const { shown, more } = usePage(data.messages ?? []);
  if (!data.messages) return <Withheld title={t("job.messages")} testId="messages" />;
  const none = t(data.messages_withheld ? "job.withheld" : "job.no_messages");
  return (
    <Section title={t("job.messages")} empty={data.messages.length === 0 && none} testId="messages">
      <Stack gap="sm">
        {data.messages_withheld && <Text size="sm" c="dimmed">{t("job.withheld_others")}</Text>}
        {shown.map((message) => <MessageRow key={message.id} message={message} />)}
        {more}
      </Stack>
    </Section>
  );
}

export function MessageRow({ message }: { message: RecordData }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("notification-logs");
  const attempt = (message.attempts as Attempt[] | undefined)?.at(-1);
  return (
    <div data-testid={`message-${message.id}`}>
      <Text size="sm" fw={500}>
        {t(`job.purpose.${message.purpose}`, { defaultValue: String(message.purpose ?? "").replaceAll("_", " ") })} <StateBadge state={message.state ?? ""} label={stateLabel(type, message.state)} size="sm" />
      </Text>
      <Text size="sm" c="dimmed">
        {[message.channel && t(`job.channel.${message.channel}`, { defaultValue: String(message.channel) }), message.address, formatInstant(attempt?.at ?? message.created_at)].filter(Boolean).join(" · ")}
      </Text>
      {attempt?.error && <Text size="sm" c="danger" data-testid={`why-${message.id}`}>{attempt.error}</Text>}
    </div>
  );
}
