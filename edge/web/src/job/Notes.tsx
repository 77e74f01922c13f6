import { Textarea } from "@mantine/core";
import { send } from "../agent/client";
import { useDraft } from "../drafts/useDraft";
import { momentText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { useBackToJob, type JobScreenProps } from "./Job";

export default function Notes({ visit }: JobScreenProps) {
  const { t, language } = useText();
  const draft = useDraft(visit.id, "notes", "");
  const saving = useSaving(
    (text: string) => send(`/api/visits/${visit.id}/notes`, { text }, draft.key),
    () => {
      draft.clear();
      say(t("notes.saved"));
    },
  );
  const text = draft.value.trim();
  return (
    <Screen
      title={t("notes.title")}
      back={useBackToJob(visit)}
      action={<Press look="main" tall working={saving.working} disabled={!text} onClick={() => saving.run(text)} data-testid="note-save">{t("notes.save")}</Press>}
    >
      <div className="page">
        <Textarea
          label={t("notes.text")}
          value={draft.value}
          onChange={(event) => draft.set(event.currentTarget.value)}
          description={text ? t("common.not_saved_yet") : undefined}
          rows={3}
          data-testid="note-text"
        />
        <Refusal error={saving.error} />
        {visit.notes.length === 0 && <p className="empty">{t("notes.empty")}</p>}
        <ul className="list" data-testid="notes">
          {[...visit.notes].sort((a, b) => b.at.localeCompare(a.at)).map((note) => (
            <li key={note.id}>
              <span className="pre">{note.text}</span>
              <span className="muted small">{[momentText(note.at, language), note.by].filter(Boolean).join(" · ")}</span>
            </li>
          ))}
        </ul>
      </div>
    </Screen>
  );
}
