import { Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RecordData } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { useRecords } from "../data/records";
import { MessageRow } from "../workorder/MessageLog";
import { comparison } from "../filter/filter";

/// Whether an invoice was mailed, to whom and with what result.
export function SentMessages({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const may = useCatalogue().data!.path("notification-logs") !== undefined;
  const query = useRecords("notification-logs", { filter: comparison("about", "=", record.id), order_by: "created_at desc" }, may);
  const messages = query.data?.pages.flatMap((page) => page.items);
  if (!messages) return null;
  return (
    <Paper withBorder p="md" mt="md" bg="var(--surface)" component="section" aria-labelledby="messages" data-testid="messages">
      <Title order={2} size="h3" mb="sm" id="messages">{t("record.messages")}</Title>
      {messages.length === 0 && <Text c="dimmed" size="sm">{t("job.no_messages")}</Text>}
      <Stack gap="sm">{messages.map((message) => <MessageRow key={message.id} message={message} />)}</Stack>
    </Paper>
  );
}
