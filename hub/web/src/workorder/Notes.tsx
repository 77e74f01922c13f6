import { useMemo, useState, type FormEvent } from "react";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { ErrorState } from "@common/components/ErrorState";
import { useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { createRecord, useTouched } from "../data/records";
import { titleOf } from "../fields/titles";
import { useUnsaved } from "../shell/unsaved";
import { usePage } from "../shell/usePage";
import { Section, Withheld } from "./Section";

/// The newest first, so that what was just written is in sight.
export function Notes({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const may = useCatalogue().data!.path("notes")?.may.create;
  const newest = useMemo(() => [...(data.notes ?? [])].sort((a, b) => String(b.created_at).localeCompare(String(a.created_at))), [data.notes]);
  const { shown, more } = usePage(newest, 20);
  const touched = useTouched();
  const [text, setText] = useState("");
  useUnsaved(text.trim() !== "");
  const [error, setError] = useState<unknown>();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    try {
      setError(undefined);
      await createRecord("notes", { about: { type: "field.WorkOrder", id: data.work_order.id }, text });
      setText("");
      touched("notes");
    } catch (refused) {
      setError(refused);
    }
  };
  if (!data.notes) return <Withheld title={t("job.notes")} testId="notes" />;
  return (
    <Section title={t("job.notes")} empty={!may && data.notes.length === 0 && t("job.no_notes")} testId="notes">
      <Stack gap="sm">
        {shown.map((note) => (
          <div key={note.id} data-testid={`note-${note.id}`}>
            <Text style={{ whiteSpace: "pre-wrap" }}>{String(note.text ?? "")}</Text>
            <Text size="sm" c="dimmed">{note.created_by && titleOf(note.created_by, data.titles)} · <Age at={note.created_at} /></Text>
          </div>
        ))}
        {more}
        {may && (
          <form onSubmit={add}>
            <Textarea value={text} onChange={(event) => setText(event.currentTarget.value)} aria-label={t("job.note")} placeholder={t("job.note")} autosize minRows={2} data-testid="note-text" />
            {error !== undefined && <ErrorState error={error} />}
            <Group justify="flex-end" mt="xs"><Button type="submit" size="xs" variant="light" disabled={!text.trim()} data-testid="note-add">{t("job.note_add")}</Button></Group>
          </form>
        )}
      </Stack>
    </Section>
  );
}
