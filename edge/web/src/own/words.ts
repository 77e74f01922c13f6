import { dateText, decimalText, momentText, unitText } from "../format";
import type { OwnField, OwnType, OwnValue, OwnValues } from "../agent/types";
import type { Say } from "../text";

/// A type, field or other thing as the reader's language calls it.
export const labelOf = (one: { label: string; translations: OwnType["translations"] }, language: string): string =>
  one.translations[language]?.label ?? one.label;

export const pluralOf = (type: OwnType, language: string): string =>
  type.translations[language]?.plural ?? type.plural;

export const isEmpty = (value: OwnValue | undefined): boolean => value === undefined || value === null || value === "";

/// A value as people read it; references come with their titles.
export function valueText(field: OwnField, value: OwnValue | undefined, title: string | undefined, language: string, t: Say): string {
  if (isEmpty(value)) return "";
  if (field.refers) return title ?? String(value);
  if (field.kind === "boolean") return t(value ? "own.yes" : "own.no");
  if (field.kind === "choice") return field.choices.find((choice) => choice.key === value)?.label ?? String(value);
  if (field.kind === "date") return dateText(String(value), language);
  if (field.kind === "instant") return momentText(String(value), language);
  if (typeof value === "object" && value !== null) {
    if ("amount" in value) return `${decimalText(value.amount, language)} ${value.currency}`;
    if ("value" in value) return `${decimalText(value.value, language)} ${unitText(String(value.unit))}`.trim();
    return `${value.latitude}, ${value.longitude}`;
  }
  const text = field.kind === "decimal" || field.kind === "integer" ? decimalText(value as string | number, language) : String(value);
  return [text, field.widget === "percent" ? "%" : unitText(field.unit) || field.unit].filter(Boolean).join(" ");
}

/// Fields that must be filled in and are not, by their labels.
export const missing = (type: OwnType, values: OwnValues, language: string): string[] =>
  type.fields
    .filter((field) => field.required && field.may_change && field.kind !== "boolean" && isEmpty(values[field.name]))
    .map((field) => labelOf(field, language));

/// What the form sends: only what differs from what is stored.
export function changedValues(before: OwnValues, after: OwnValues): OwnValues {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed: OwnValues = {};
  for (const name of names) {
    const value = isEmpty(after[name]) ? null : (after[name] ?? null);
    if (JSON.stringify(value) !== JSON.stringify(before[name] ?? null)) changed[name] = value;
  }
  return changed;
}
