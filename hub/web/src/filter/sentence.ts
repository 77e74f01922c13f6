import type { TFunction } from "i18next";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { inSentence, type Catalogue } from "../data/meta";
import { plainValue } from "../fields/plain";
import type { Condition, Operator } from "./filter";
import { fieldAt } from "./paths";
import { periodOf } from "./periods";

/// A condition as people say it: "State is done", "Due from today", "Phone is empty".
export function sentenceOf(type: TypeMeta, condition: Condition, titles: Record<string, string>, catalogue: Catalogue, t: TFunction, language: string): string {
  const field = fieldAt(type, condition.field, catalogue, t);
  const name = field?.label ?? condition.field;
  if (condition.value === "null") return `${name} ${t(`list.operator.${condition.operator === "=" ? "empty" : "filled"}`)}`;
  return `${name} ${t(`list.operator.${operatorKey(condition.operator, field)}`)} ${valueText(field, condition, titles, t, language)}`;
}

/// A comparison's key in the catalogue of messages: days come before and after, figures are more and less. A colon would part
/// the catalogue's name from the key.
export function operatorKey(operator: Operator, field: FieldMeta | undefined): string {
  if (operator === ":") return "has";
  const isDay = field?.kind === "instant" || field?.kind === "date";
  return !isDay && /[<>]/.test(operator) ? `number${operator}` : operator;
}

function valueText(field: FieldMeta | undefined, { value }: Condition, titles: Record<string, string>, t: TFunction, language: string): string {
  const period = periodOf(value);
  if (period) return inSentence(t(`list.period.${period}`), language);
  const shift = value.match(/^today\(\) ([+-]) (\d+)$/);
  if (shift) return t(shift[1] === "+" ? "list.in_days" : "list.days_ago", { count: Number(shift[2]) });
  if (value === "me") return t("list.me");
  return field ? plainValue({ ...field, list: false }, field.kind === "boolean" ? value === "true" : value, titles) : value;
}
