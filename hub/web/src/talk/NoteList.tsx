import { useMemo, useState, type FormEvent } from "react";
import { Badge, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { createRecord, useRecords, useTouched } from "../data/records";
import { FieldInput } from "../fields/FieldInput";
import { titleOf } from "../fields/titles";
import { comparison } from "../filter/filter";
import { useUnsaved } from "../shell/unsaved";
import { pieces } from "./mention";
import { MentionText } from "./MentionText";
import { useUsers } from "./useUsers";

/// Names that are known when a note is read; a mention beyond them is read as words.
const namesMax = 100;

/// Notes about a record, the newest first; colleagues are mentioned with "@".
export function NoteList({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const noteType = useCatalogue().data!.path("notes");
  const touched = useTouched();
  const query = useRecords("notes", { filter: comparison("about.id", "=", record.id), order_by: "created_at desc", page_size: 30 }, noteType !== undefined);
  const [text, setText] = useState("");
  const [internal, setInternal] = useState(true);
  const [shared, setShared] = useState<string[]>([]);
  const sharing = noteType?.fields.find((field) => field.name === "shared_with");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const people = useUsers("", namesMax).map(({ name }) => name);
  const letGo = useUnsaved(text.trim() !== "");
  const notes = useMemo(() => query.data?.pages.flatMap((page) => page.items.map((note) => ({ ...note, titles: page.titles }) as RecordData)) ?? [], [query.data]);
  if (!noteType) return null;
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await createRecord("notes", { about: { type: type.name, id: record.id }, text: text.trim(), internal, ...(shared.length > 0 && { shared_with: shared }) });
      letGo();
      setText("");
      setShared([]);
      await touched("notes");
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-labelledby="notes-title" data-testid="record-notes">
      <Title order={2} size="h3" mb="sm" id="notes-title">{t("job.notes")}</Title>
      <Stack gap="sm">
        {noteType.may.create && (
          <form onSubmit={add}>
            <MentionText label={t("talk.note_hint")} value={text} onChange={setText} testId="note-text" />
            {sharing && <FieldInput field={{ ...sharing, label: t("talk.share") }} path="shared_with" value={shared} errors={[]} titles={{}} record={{}} onChange={(value) => setShared((value as string[] | null) ?? [])} />}
            {error !== undefined && <ErrorState error={error} />}
            <Group justify="space-between" mt="xs">
              <Checkbox size="sm" label={t("talk.internal")} checked={internal} onChange={(event) => setInternal(event.currentTarget.checked)} />
              <Button type="submit" size="xs" loading={busy} disabled={!text.trim()} data-testid="note-add">{t("job.note_add")}</Button>
            </Group>
          </form>
        )}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && notes.length === 0 && <Text c="dimmed">{t("job.no_notes")}</Text>}
        {notes.map((note) => (
          <div key={note.id} className="talk-note" data-testid={`note-${note.id}`}>
            <Text style={{ whiteSpace: "pre-wrap" }}>
              {pieces(String(note.text ?? ""), people).map((piece, index) => (piece.mention ? <span key={index} className="mention-name">{piece.text}</span> : piece.text))}
            </Text>
            <Group gap={8} mt={4}>
              <Text size="sm" c="dimmed">{note.created_by && `${titleOf(note.created_by, note.titles)} · `}<Age at={note.created_at} /></Text>
              <Badge color={note.internal === true ? "neutral" : "attention"} size="sm" tt="none">{t(note.internal === true ? "talk.internal_short" : "talk.visible_short")}</Badge>
              {Array.isArray(note.shared_with) && note.shared_with.length > 0 && <Text size="sm" c="dimmed" data-testid="note-shared">{t("talk.shared", { names: (note.shared_with as string[]).map((id) => titleOf(id, note.titles)).join(", ") })}</Text>}
            </Group>
          </div>
        ))}
        {query.hasNextPage && <Button variant="subtle" size="xs" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("history.more")}</Button>}
      </Stack>
    </section>
  );
}
