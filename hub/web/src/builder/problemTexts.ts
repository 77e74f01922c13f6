import { useTranslation } from "react-i18next";
import type { Problem } from "./check";

/// The reader of the page learns what is wrong in his words.
export function useProblemText() {
  const { t } = useTranslation();
  return (problems: Problem[], place: string, field: string): string | undefined => {
    const texts = problems.filter((one) => one.place === place && (one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`))).map((one) => one.text ?? t(`builder.problem.${one.said}`));
    return texts.length > 0 ? texts.join(" ") : undefined;
  };
}

/// Of one place, what no input of it carries.
export function useOtherProblems() {
  const { t } = useTranslation();
  return (problems: Problem[], place: string, shown: string[]): string[] =>
    problems.filter((one) => one.place === place && !shown.includes(one.field.split(/[.[]/)[0]!)).map((one) => one.text ?? t(`builder.problem.${one.said}`));
}
