import { useState } from "react";
import { checklistsOf, type Checklist as List } from "../agent/types";
import { Press } from "../parts/Press";
import { Note } from "../parts/Texts";
import { go, jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { missingOf } from "./answers";
import { useBackToJob, type JobScreenProps } from "./Job";
import { QuestionCard } from "./QuestionCard";
import { isOver } from "./steps";

/// Every answer is stored as it is given; checking at the end names what is still missing.
export default function Checklist({ visit }: JobScreenProps) {
  const { t } = useText();
  const [checked, setChecked] = useState(false);
  const lists = checklistsOf(visit);
  const missing = lists.flatMap((list) => missingOf(list.questions));
  const check = () => {
    if (missing.length === 0) return go(jobPath(visit.id));
    setChecked(true);
    document.getElementById(`question-${missing[0]!.key}`)?.scrollIntoView({ block: "center" });
  };
  return (
    <Screen
      title={t("checklist.title")}
      back={useBackToJob(visit)}
      action={lists.length > 0 && <Press look="main" tall onClick={check} data-testid="checklist-check">{t("checklist.check")}</Press>}
    >
      <div className="page">
        {lists.length === 0 && <p className="empty">{t("checklist.empty")}</p>}
        {lists.length > 0 && (
          <Note tone={missing.length ? "attention" : "success"} testid="checklist-state">
            {missing.length ? t("checklist.open", { count: missing.length }) : t("checklist.all")}
          </Note>
        )}
        {checked && missing.length > 0 && (
          <Note tone="danger" live="assertive" testid="checklist-missing">
            <strong>{t("checklist.missing")}</strong>
            <ul>{missing.map((question) => <li key={question.key}>{question.label}</li>)}</ul>
          </Note>
        )}
        {lists.map((list) => <Questions key={list.id} list={list} visit={visit} checked={checked} />)}
      </div>
    </Screen>
  );
}

function Questions({ list, visit, checked }: { list: List; checked: boolean } & JobScreenProps) {
  return (
    <section aria-label={list.name}>
      <h2>{list.name}</h2>
      <ol className="questions">
        {list.questions.map((question) => (
          <li key={question.key}>
            <QuestionCard visit={visit} list={list.id} question={question} closed={isOver(visit)} urged={checked} />
          </li>
        ))}
      </ol>
    </section>
  );
}
