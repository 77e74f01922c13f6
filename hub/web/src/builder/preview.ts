import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import type { Draft, DraftField, Words } from "./draft";
import { columnsOf } from "./changes";
import { kindNamed } from "./kinds";

/// As a reader of this language will see it.
export const worded = (words: Words, language: string): string => (language === "de" ? words.de || words.en : words.en || words.de);

/// The field as forms and lists will know it.
export function fieldMeta(field: DraftField, language: string): FieldMeta {
  const { as, widget, may } = kindNamed(field.kind);
  return {
    name: field.key || field.client, label: worded(field.label, language) || "…", kind: as, widget: widget ?? "default", required: field.required,
    ...(field.help && { help: field.help }), ...(may.unit && field.unit && { unit: field.unit }), ...(may.refers && { refers: field.refers }),
    ...(may.length && field.length && { max_length: Number(field.length) }),
    ...(may.range && field.minimum && { minimum: Number(field.minimum) }), ...(may.range && field.maximum && { maximum: Number(field.maximum) }),
    ...(may.choices && { choices: field.choices.map(({ key, label, color }) => ({ value: key, label, ...(color && { color }) })) }),
  };
}

/// Whether somebody with this role sees the field; administrators see all.
export const sees = (field: DraftField, role: string): boolean => role === "admin" || field.grants.length === 0 || field.grants.some((one) => one.role === role);
export const changes = (field: DraftField, role: string): boolean => role === "admin" || field.grants.length === 0 || field.grants.some((one) => one.role === role && one.change);

export const shownFields = (draft: Draft, role: string): DraftField[] => draft.fields.filter((one) => !one.retired && sees(one, role));

/// The columns that the list begins with: those that were chosen, else the first ones.
export function shownColumns(draft: Draft, role: string): DraftField[] {
  const shown = shownFields(draft, role);
  const chosen = columnsOf(draft).flatMap((key) => shown.filter((one) => one.key === key));
  return chosen.length > 0 ? chosen : shown.slice(0, 5);
}

/// A row as it might stand in the list.
export function sampleRow(draft: Draft, language: string, now = new Date()): RecordData {
  const state = draft.type?.states[0]?.key;
  return { id: "sample", version: 1, ...(state && { state }), ...Object.fromEntries(draft.fields.map((field) => [field.key, sampleOf(field, language, now)])) };
}

function sampleOf(field: DraftField, language: string, now: Date): unknown {
  const { as, widget } = kindNamed(field.kind);
  const number = Math.max(Number(field.minimum || 0), Math.min(Number(field.maximum || 12), 12));
  switch (as) {
    case "integer": return widget === "duration_minutes" ? 45 : number;
    case "decimal": return String(number);
    case "boolean": return true;
    case "date": return now.toISOString().slice(0, 10);
    case "instant": return now.toISOString();
    case "choice": return field.begins || field.choices[0]?.key;
    case "money": return { amount: "120.00", currency: "CHF" };
    case "quantity": return { value: "3", unit: "C62" };
    case "position": return { latitude: 47.141, longitude: 9.521 };
    case "reference": return undefined;
    default: return textSample(widget, worded(field.label, language));
  }
}

function textSample(widget: string | undefined, label: string): string {
  if (widget === "phone") return "+423 100 20 30";
  if (widget === "email") return "info@example.com";
  if (widget === "url") return "https://example.com";
  return widget === "color" ? "#2f9e44" : `${label} …`;
}

/// A flow as a type's board and page will have it.
export function flowMeta(draft: Draft): TypeMeta["flow"] {
  const type = draft.type;
  if (!type || type.states.length === 0) return null;
  return {
    name: draft.of, states: type.states.map((one) => ({ name: one.key, label: one.label })), frozen: type.states.filter((one) => one.frozen).map((one) => one.key),
    actions: type.moves.map((one) => ({ name: one.action, label: one.label, from: one.from, to: one.to, may: true })),
  };
}
