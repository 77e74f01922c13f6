import { useMemo, useState, type FormEvent } from "react";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { createRecord, useRecords, useTouched } from "../data/records";
import { FieldValue } from "../fields/FieldValue";
import { comparison } from "../filter/filter";
import { useSession } from "../session/session";
import { useUnsaved } from "../shell/unsaved";
import { MessageBubble } from "./MessageBubble";

/// The messages of a conversation, the newest last, and the box for the next one.
export default function Thread({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const messages = useCatalogue().data!.path("messages");
  const query = useRecords("messages", { filter: comparison("conversation", "=", record.id), order_by: "created_at desc", page_size: 30 }, messages !== undefined);
  const all = useMemo(() => (query.data?.pages.flatMap((page) => page.items.map((one) => ({ ...one, titles: page.titles }) as RecordData)) ?? []).reverse(), [query.data]);
  const about = type.fields.find(({ name }) => name === "about");
  if (!messages) return null;
  return (
    <Stack gap="sm" data-testid="thread">
      {about && Boolean(record.about) && <Group gap={6}><Text size="sm" c="dimmed">{about.label}</Text><FieldValue field={about} value={record.about} titles={record.titles} /></Group>}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.hasNextPage && <Button variant="subtle" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("split.earlier")}</Button>}
      {query.data && all.length === 0 && <Text c="dimmed">{t("split.no_messages")}</Text>}
      <Stack gap="xs" role="log" aria-label={messages.plural}>{all.map((message) => <MessageBubble key={message.id} type={messages} message={message} />)}</Stack>
      {messages.may.create && record.state !== "closed" && <Answer conversation={record.id} />}
    </Stack>
  );
}

function Answer({ conversation }: { conversation: string }) {
  const { t } = useTranslation();
  const user = useSession().data?.user.id;
  const touched = useTouched();
  const [body, setBody] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const letGo = useUnsaved(body.trim() !== "");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await createRecord("messages", { conversation, body: body.trim(), author_user: user });
      letGo();
      setBody("");
      await touched("messages");
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={send}>
      <Textarea aria-label={t("split.answer")} placeholder={t("split.answer")} autosize minRows={2} maxRows={8} value={body} onChange={(event) => setBody(event.currentTarget.value)} data-testid="answer-text" />
      {error !== undefined && <ErrorState error={error} />}
      <Group justify="flex-end" mt="xs"><Button type="submit" loading={busy} disabled={!body.trim()} data-testid="answer-add">{t("split.answer_add")}</Button></Group>
    </form>
  );
}
