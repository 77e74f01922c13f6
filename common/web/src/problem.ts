import { ProblemError } from "./api";

export type NextStep = "reload" | "connection" | "sign_in" | "ask" | "gone" | "newest" | "smaller" | "wait" | "again" | "correct";

const byStatus: Record<number, NextStep> = { 401: "sign_in", 403: "ask", 404: "gone", 409: "newest", 412: "newest", 413: "smaller", 429: "wait" };

/// What the reader can do about it, by what went wrong; `problem.next.<step>` says it in words.
export function nextStep(error: unknown): NextStep {
  if (!(error instanceof ProblemError)) return "reload";
  if (error.unreachable) return "connection";
  return byStatus[error.status] ?? (error.status >= 500 ? "again" : "correct");
}

/// The reader's rights do not reach so far; nothing but more rights helps.
export const isForbidden = (error: unknown): boolean => nextStep(error) === "ask";

/// What was asked for is not there, or not for this reader.
export const isMissing = (error: unknown): boolean => error instanceof ProblemError && error.status === 404;

const helpedByAgain = new Set<NextStep>(["connection", "wait", "again", "newest", "reload"]);

/// Whether asking the same again can bring anything else.
export const worthAgain = (error: unknown): boolean => helpedByAgain.has(nextStep(error));

type Translate = (key: string) => string;

/// What happened, as a sentence.
export function problemText(error: unknown, t: Translate): string {
  const text = plainText(error, t).trim();
  return sentence(text.charAt(0).toLocaleUpperCase() + text.slice(1));
}

/// What happened and what to do, for where one line must do.
export const problemAdvice = (error: unknown, t: Translate): string => `${problemText(error, t)} ${t(`problem.next.${nextStep(error)}`)}`;

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

function plainText(error: unknown, t: Translate): string {
  // What the program itself stumbled over says nothing to its reader.
  if (!(error instanceof ProblemError)) return t("problem.broken");
  if (error.unreachable) return t("problem.unreachable");
  if (error.status === 403 && !error.problem.detail) return t("problem.forbidden");
  if (error.status === 404 && !error.problem.detail) return t("problem.not_found");
  const fields = error.errors.map((one) => one.text).filter((text) => !error.message.includes(text));
  return [error.message, ...fields].map((text, index) => (index < fields.length ? sentence(text) : text)).join(" ");
}
