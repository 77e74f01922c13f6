import type { Draft, DraftField } from "./draft";

/// What a save does to records and programs that are there already; `name` stands in for what it is about.
export interface Warning {
  what: "empty" | "removed" | "renamed" | "required" | "choice" | "restricted" | "state" | "vans";
  name: string;
  more?: string;
}

/// In the reader's language where there is a word of it.
const inLanguage = ({ en, de }: { en: string; de: string }, language: string): string => (language.startsWith("de") ? de || en : en || de);
const nameOf = (field: DraftField, language: string): string => inLanguage(field.label, language) || field.key;

export function warningsOf(before: Draft, after: Draft, language: string): Warning[] {
  const fields = after.fields.flatMap((field) => {
    const was = before.fields.find((one) => one.id !== undefined && one.id === field.id);
    return was ? fieldWarnings(was, field, language) : [];
  });
  return [...emptyWarning(after, language), ...fields, ...typeWarnings(before, after, language)];
}

function emptyWarning({ type, fields }: Draft, language: string): Warning[] {
  const named = type && (type.label.en.trim() || type.label.de.trim());
  return named && fields.every((one) => one.retired) ? [{ what: "empty", name: inLanguage(type.label, language) }] : [];
}

function fieldWarnings(was: DraftField, is: DraftField, language: string): Warning[] {
  if (was.retired) return [];
  const name = nameOf(was, language);
  if (is.retired) return [{ what: "removed", name }];
  const all: Warning[] = [];
  if (was.key !== is.key) all.push({ what: "renamed", name, more: was.key });
  if (!was.required && is.required) all.push({ what: "required", name });
  const gone = was.choices.filter((one) => !is.choices.some((other) => other.key === one.key)).map((one) => one.label);
  if (gone.length > 0) all.push({ what: "choice", name, more: gone.join(", ") });
  const mayNow = is.grants.map((one) => one.role);
  if (mayNow.length > 0 && (was.grants.length === 0 || was.grants.some((one) => !mayNow.includes(one.role)))) all.push({ what: "restricted", name, more: mayNow.join(", ") });
  return all;
}

function typeWarnings({ type: was }: Draft, { type: is }: Draft, language: string): Warning[] {
  if (!was?.id || !is) return [];
  const gone = was.states.filter((one) => !is.states.some((other) => other.key === one.key)).map((one): Warning => ({ what: "state", name: one.label }));
  return was.inVans && !is.inVans ? [...gone, { what: "vans", name: inLanguage(is.label, language) }] : gone;
}
