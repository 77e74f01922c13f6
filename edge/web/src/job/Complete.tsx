import { Checkbox, Textarea } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { send } from "../agent/client";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { textOr, useText } from "../text";
import { ActionButton } from "./ActionButton";
import { useBackToJob, type JobScreenProps } from "./Job";
import { StepLine } from "./StepLine";
import { isOver, mainAction, mayComplete } from "./steps";

const empty = { resolution: "", partDone: false, returnVisit: true, reason: "" };

/// The end of the visit; before its work has begun, the way there.
export default function Complete({ visit }: JobScreenProps) {
  return mayComplete(visit) ? <Finish visit={visit} /> : <NotYet visit={visit} />;
}

/// Why the visit cannot be completed now, and the step that comes first.
function NotYet({ visit }: JobScreenProps) {
  const { t } = useText();
  const action = mainAction(visit);
  const state = textOr(t, `state.${visit.state}`, visit.state);
  const reason = isOver(visit) ? t("job.finished", { state }) : visit.state === "paused" ? t("complete.paused") : t("complete.not_begun");
  return (
    <Screen
      title={t("complete.title")}
      back={useBackToJob(visit)}
      action={action ? <ActionButton key={action} visit={visit} action={action} /> : <a className="press" data-look="main" data-tall href={jobPath(visit.id)}>{t("nav.back", { name: visit.number })}</a>}
    >
      <div className="page">
        <Note tone={isOver(visit) ? "plain" : "attention"} testid="complete-first">{reason}</Note>
        <StepLine visit={visit} />
      </div>
    </Screen>
  );
}

/// What is missing with the way there, what was done, and whether another visit is needed.
function Finish({ visit }: JobScreenProps) {
  const { t } = useText();
  const draft = useDraft(visit.id, "complete", empty);
  const [asked, setAsked] = useState<"need_resolution" | "need_reason" | null>(null);
  const { resolution, partDone, returnVisit, reason } = draft.value;
  const change = (part: Partial<typeof empty>) => draft.set({ ...draft.value, ...part });
  const saving = useSaving(
    (input: object) => send(`/api/visits/${visit.id}/complete`, input, draft.key),
    () => {
      draft.clear();
      say(t("said.complete"));
      go(jobPath(visit.id));
    },
  );
  const finish = () => {
    if (!resolution.trim()) return setAsked("need_resolution");
    if (partDone && returnVisit && !reason.trim()) return setAsked("need_reason");
    setAsked(null);
    saving.run(completion(draft.value));
  };
  return (
    <Screen
      title={t("complete.title")}
      back={useBackToJob(visit)}
      action={
        <Press look="main" tall working={saving.working} onClick={finish} data-testid="complete-finish">
          {partDone ? t("complete.finish_part") : t("complete.finish")}
        </Press>
      }
    >
      <div className="page">
        <Refusal error={saving.error} />
        <Missing visit={visit} />
        {visit.bill?.can_issue && (
          <Note tone="plain" testid="complete-bill">
            <p>{t("complete.bill_first")}</p>
            <a className="press" href={jobPath(visit.id, "bill")}>{t("complete.to_bill")}</a>
          </Note>
        )}
        <Textarea
          label={t("complete.resolution")}
          required
          rows={3}
          value={resolution}
          onChange={(event) => change({ resolution: event.currentTarget.value })}
          error={asked === "need_resolution" && !resolution.trim() ? t("complete.need_resolution") : undefined}
          data-testid="resolution"
        />
        <Tick label={t("complete.part_done")} on={partDone} set={(on) => change({ partDone: on })} testid="part-done" />
        {partDone && (
          <div className="card">
            <Tick label={t("complete.return_visit")} on={returnVisit} set={(on) => change({ returnVisit: on })} testid="return-visit" />
            {returnVisit && (
              <Textarea
                label={t("complete.return_reason")}
                required
                rows={2}
                value={reason}
                onChange={(event) => change({ reason: event.currentTarget.value })}
                error={asked === "need_reason" && !reason.trim() ? t("complete.need_reason") : undefined}
                data-testid="return-reason"
              />
            )}
          </div>
        )}
      </div>
    </Screen>
  );
}

/// What goes to the agent; fields that do not apply stay away.
export function completion(value: typeof empty): object {
  const input: Record<string, unknown> = { resolution: value.resolution.trim() };
  if (value.partDone) input.part_done = true;
  if (value.partDone && value.returnVisit) input.return_visit = { reason: value.reason.trim() };
  return input;
}

function Missing({ visit }: JobScreenProps) {
  const { t } = useText();
  const { missing, ready } = visit.completion;
  if (missing.length === 0) {
    return ready ? <Note tone="success" testid="complete-ready">{t("complete.ready")}</Note> : null;
  }
  return (
    <section className="card missing" data-testid="complete-missing" aria-label={t("complete.missing")}>
      <h2>{t("complete.missing")}</h2>
      <ul className="rows">
        {missing.map((one) => (
          <li key={one.text}>
            <a className="row" href={jobPath(visit.id, one.go)} data-testid={`missing-${one.go}`}>
              <span className="row-main">{one.text}</span>
              <span className="go">{t("complete.go")}</span>
              <IconChevronRight aria-hidden className="row-end" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tick({ label, on, set, testid }: { label: string; on: boolean; set: (on: boolean) => void; testid: string }) {
  return (
    <Checkbox
      classNames={{ root: "tick", body: "tick-body", label: "tick-label" }}
      size="56px"
      label={label}
      checked={on}
      onChange={(event) => set(event.currentTarget.checked)}
      data-testid={testid}
    />
  );
}
