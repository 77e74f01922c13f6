import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Question } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { decimalText, readDecimal, unitText } from "../format";
import { Press } from "../parts/Press";
import { Note } from "../parts/Texts";
import { useText, type Say } from "../text";
import { isOutside } from "./answers";
import type { AnswerProps } from "./QuestionCard";

/// A number or text: kept as a draft while typed, stored with the button or when the field is left.
export function TypedAnswer({ visit, question, closed, working, answer, numeric }: AnswerProps & { numeric?: boolean }) {
  const { t, language } = useText();
  const stored = numeric ? decimalText(question.value as string | number | null, language) : String(question.value ?? "");
  const draft = useDraft<string | null>(visit.id, `answer-${question.key}`, null);
  const [wrong, setWrong] = useState(false);
  const typed = draft.value ?? stored;
  const changed = draft.value !== null && draft.value !== stored;

  const save = () => {
    if (!changed || closed) return;
    const value = numeric ? readDecimal(typed) : typed.trim();
    if (value === null && typed.trim() !== "") return setWrong(true);
    setWrong(false);
    answer(value === null || value === "" ? null : value, draft.clear);
  };
  const shared = {
    "aria-label": question.label,
    value: typed,
    readOnly: closed,
    error: wrong ? t("checklist.not_number") : undefined,
    onBlur: save,
    "data-testid": `input-${question.key}`,
  };
  return (
    <form className="line" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <div className="grow">
        {numeric ? (
          <TextInput
            {...shared}
            onChange={(event) => draft.set(event.currentTarget.value)}
            description={rangeText(t, language, question)}
            inputMode="decimal"
            data-keys="number"
            rightSection={unitText(question.unit) || undefined}
            rightSectionWidth={64}
            classNames={{ input: "figure-input" }}
          />
        ) : (
          <Textarea {...shared} onChange={(event) => draft.set(event.currentTarget.value)} autosize={false} rows={2} />
        )}
        {numeric && isOutside(question, typed) && <Note tone="attention" testid={`outside-${question.key}`}>{t("checklist.outside")}</Note>}
        {changed && <p className="muted small">{t("common.not_saved_yet")}</p>}
      </div>
      {changed && <Press type="submit" look="main" working={working} data-testid={`save-${question.key}`}>{t("common.save")}</Press>}
    </form>
  );
}

function rangeText(t: Say, language: string, { low, high }: Pick<Question, "low" | "high">): string | undefined {
  const from = decimalText(low, language);
  const to = decimalText(high, language);
  if (from && to) return t("checklist.range", { low: from, high: to });
  if (from) return t("checklist.at_least", { low: from });
  return to ? t("checklist.at_most", { high: to }) : undefined;
}
