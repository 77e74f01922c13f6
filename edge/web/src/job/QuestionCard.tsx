import { IconCheck, IconCircleCheck } from "@tabler/icons-react";
import { send } from "../agent/client";
import type { AnswerValue, Question, Visit } from "../agent/types";
import { makeKey } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText, type Say } from "../text";
import { choicesOf, isAnswered, tickOf } from "./answers";
import { PhotoAnswer } from "./PhotoAnswer";
import { TypedAnswer } from "./TypedAnswer";

interface Props {
  visit: Visit;
  list: string;
  question: Question;
  closed: boolean;
  urged: boolean;
}

export interface AnswerProps {
  visit: Visit;
  question: Question;
  closed: boolean;
  working: boolean;
  /// What is being stored now, for marking the pressed button.
  sending: AnswerValue | undefined;
  answer: (value: AnswerValue, stored?: () => void) => void;
}

/// One question with its way of answering and whether the answer is stored.
export function QuestionCard({ visit, list, question, closed, urged }: Props) {
  const { t } = useText();
  const saving = useSaving(
    (input: { value: AnswerValue; stored?: () => void }) =>
      send(`/api/visits/${visit.id}/checklists/${list}/answers`, { key: question.key, value: input.value }, makeKey()),
    (_out, input) => input.stored?.(),
  );
  const answered = isAnswered(question);
  const name = `question-${question.key}`;
  return (
    <fieldset className="card question" id={name} data-testid={name} data-missing={(urged && question.required && !answered) || undefined}>
      <legend>
        {question.label}
        <span className="muted small"> {question.required ? t("common.required") : t("common.optional")}</span>
      </legend>
      <Answer
        visit={visit}
        question={question}
        closed={closed}
        working={saving.working}
        sending={saving.working ? saving.input?.value : undefined}
        answer={(value, stored) => saving.run({ value, stored })}
      />
      <Refusal error={saving.error} />
      <p className="stored" role="status" data-testid={`${name}-state`}>
        {saving.working ? t("common.saving") : answered && !saving.error && <><IconCircleCheck aria-hidden />{t("common.saved")}</>}
      </p>
    </fieldset>
  );
}

function Answer(props: AnswerProps) {
  const { t } = useText();
  switch (props.question.kind) {
    case "tick":
      return <Choices {...props} choices={ticks(t)} chosen={tickOf(props.question.value)} />;
    case "choice":
      return <Choices {...props} choices={choicesOf(props.question)} chosen={props.question.value} />;
    case "photo":
      return <PhotoAnswer {...props} />;
    case "signature":
      return <p className="muted">{t("checklist.sign_on_paper")}</p>;
    case "number":
    case "reading":
      return <TypedAnswer {...props} numeric />;
    default:
      return <TypedAnswer {...props} />;
  }
}

const ticks = (t: Say) => [
  { value: true, label: t("checklist.yes") },
  { value: false, label: t("checklist.no") },
];

function Choices({ question, closed, sending, answer, choices, chosen }: AnswerProps & {
  choices: { value: string | boolean; label: string }[];
  chosen: AnswerValue;
}) {
  return (
    <div className="choices" role="group" aria-label={question.label}>
      {choices.map((choice) => (
        <Press
          key={String(choice.value)}
          look={chosen === choice.value ? "main" : "plain"}
          aria-pressed={chosen === choice.value}
          disabled={closed}
          working={sending === choice.value}
          icon={chosen === choice.value && <IconCheck aria-hidden />}
          onClick={() => answer(choice.value)}
          data-testid={`answer-${question.key}-${String(choice.value)}`}
        >
          {choice.label}
        </Press>
      ))}
    </div>
  );
}
