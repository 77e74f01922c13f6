import type { Question } from "../agent/types";
import { readDecimal } from "../format";

export interface Choice {
  value: string;
  label: string;
}

export const choicesOf = (question: Pick<Question, "choices">): Choice[] =>
  (question.choices ?? []).map((one) => (typeof one === "string" ? { value: one, label: one } : one));

/// A required tick asks for an answer; "no" is one.
export function isAnswered(question: Pick<Question, "value">): boolean {
  const { value } = question;
  return value !== null && value !== undefined && String(value).trim() !== "";
}

export const missingOf = <T extends Pick<Question, "value" | "required">>(questions: T[]): T[] =>
  questions.filter((question) => question.required && !isAnswered(question));

export function tickOf(value: Question["value"]): boolean | null {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  return null;
}

/// Whether a number lies outside the question's limits; the answer is stored all the same and marked.
export function isOutside(question: Pick<Question, "low" | "high">, typed: string): boolean {
  const plain = readDecimal(typed);
  if (plain === null) return false;
  const number = Number(plain);
  const { low, high } = question;
  const given = (limit: typeof low): limit is string | number => limit !== null && limit !== undefined && limit !== "";
  return (given(low) && number < Number(low)) || (given(high) && number > Number(high));
}
