import i18next from "i18next";
import { formatBytes, formatDay, formatDecimal, formatInstant, formatMinutes, formatMoney, formatQuantity, place, unitName } from "@common/format";
import type { FieldMeta } from "@common/meta";
import type { Address, Money, Position, Quantity } from "@common/values";
import { namingLine } from "../data/meta";
import { parseRule } from "../recurrence/rule";
import { isEmpty, isUnitCode } from "./visible";
import { titleOf } from "./titles";

/// A field's value as one line of words: table cells, history, the comparison of two versions.
export function plainValue(field: FieldMeta, value: unknown, titles?: Record<string, string>): string {
  if (isEmpty(value) && value !== false) return "";
  if (Array.isArray(value) && field.kind !== "lines" && field.kind !== "json") {
    return value.map((one) => plainValue({ ...field, list: false }, one, titles)).join(", ");
  }
  switch (field.kind) {
    case "boolean": return i18next.t(value ? "yes" : "no");
    case "choice": return field.choices?.find((choice) => choice.value === value)?.label ?? String(value);
    case "instant": return formatInstant(String(value));
    case "date": return formatDay(String(value));
    case "money": return formatMoney(value as Money);
    case "quantity": return formatQuantity(value as Quantity);
    case "integer":
    case "number":
    case "decimal": return numberText(field, value as string | number);
    case "reference": return titleOf(String(value), titles);
    case "about": return titleOf((value as { id: string }).id, titles);
    case "address": return addressText(value as Address);
    case "position": return positionText(value as Position);
    case "person_name": return joined(value, ["title", "given", "family"], " ");
    case "recurrence": return recurrenceText(value as { rule?: string; zone?: string });
    case "lines": return (value as unknown[]).map((line) => lineText(field, line as Record<string, unknown>, titles)).join("; ");
    case "json": return typeof value === "string" ? value : JSON.stringify(value);
    default: return isUnitCode(field) ? unitName(String(value)) : codeName(field.widget, String(value));
  }
}

/// "English" for "en", "Liechtenstein" for "LI", in the reader's language; a code that nobody knows stays as it is.
function codeName(widget: string | undefined, code: string): string {
  const type = widget === "language" ? "language" : widget === "country" ? "region" : undefined;
  if (!type) return code;
  try {
    return new Intl.DisplayNames([place().locale], { type }).of(code) ?? code;
  } catch {
    // Not a code of the standard's form.
    return code;
  }
}

function numberText(field: FieldMeta, value: string | number): string {
  if (field.widget === "duration_minutes") return formatMinutes(Number(value));
  if (field.name === "size" || field.name.endsWith("_bytes")) return formatBytes(Number(value));
  const unit = field.widget === "percent" ? "%" : unitWord(field.unit);
  return unit ? `${formatDecimal(value)} ${unit}` : formatDecimal(value);
}

/// "days" and the like are words; "km" is the same in every language.
export const unitWord = (unit: string | undefined): string | undefined => unit && i18next.t(`unit_word.${unit}`, { defaultValue: unit });

export const addressText = (address: Address | null | undefined): string =>
  [address?.line1, address?.line2, [address?.postal_code, address?.city].filter(Boolean).join(" ")].filter(Boolean).join(", ");

/// "every 2 weeks (MO, TH)"; a rule that says more stays as it is written.
function recurrenceText({ rule, zone }: { rule?: string; zone?: string }): string {
  const read = rule ? parseRule(rule) : undefined;
  if (!read) return [rule, zone].filter(Boolean).join(" · ");
  const every = i18next.t(`recurrence.said_${read.every}`, { count: read.interval });
  const end = read.until ? i18next.t("recurrence.said_until", { day: formatDay(read.until) }) : read.count ? i18next.t("recurrence.said_count", { count: read.count }) : "";
  return [every, read.weekdays.length > 0 && `(${read.weekdays.map((day) => i18next.t(`recurrence.day.${day}`)).join(", ")})`, end].filter(Boolean).join(" ");
}

const positionText = (position: Position): string => `${position.latitude.toFixed(5)}, ${position.longitude.toFixed(5)}`;

function joined(value: unknown, parts: string[], separator: string): string {
  const from = value as Record<string, unknown>;
  return parts.map((part) => from[part]).filter(Boolean).join(separator);
}

/// Lines in a table cell: whom or what they name, else all that they say.
export function briefValue(field: FieldMeta, value: unknown, titles?: Record<string, string>): string {
  const naming = namingLine(field);
  if (!naming || isEmpty(value)) return plainValue(field, value, titles);
  return (value as Record<string, unknown>[]).map((line) => plainValue(naming, line[naming.name], titles)).filter(Boolean).join(", ");
}

function lineText(field: FieldMeta, line: Record<string, unknown>, titles?: Record<string, string>): string {
  return (field.lines ?? [])
    .filter((one) => one.name !== "line")
    .map((one) => (one.kind === "boolean" ? yesText(one, line[one.name]) : plainValue(one, line[one.name], titles)))
    .filter(Boolean)
    .join(" ");
}

/// Among other words "yes" would say nothing, and "no" too much.
const yesText = (field: FieldMeta, value: unknown): string => (value === true ? field.label : "");
