import type { TFunction } from "i18next";
import type { TypeMeta } from "@common/meta";
import { inSentence } from "../data/meta";
import { plainValue } from "../fields/plain";
import { columnLabel } from "../list/columns";
import { conditionField, type Condition } from "./filter";
import { periodOf } from "./periods";

/// A condition as people say it: "State is done", "Due from today", "Phone is empty".
export function sentenceOf(type: TypeMeta, condition: Condition, titles: Record<string, string>, t: TFunction, language: string): string {
  const field = conditionField(type, condition.field);
  const name = field ? columnLabel(field, t) : condition.field;
  if (condition.value === "null") return `${name} ${t(`list.operator.${condition.operator === "=" ? "empty" : "filled"}`)}`;
  const isDay = field?.kind === "instant" || field?.kind === "date";
  const operator = ["<", ">", "<=", ">="].includes(condition.operator) && !isDay ? `number${condition.operator}` : condition.operator;
  return `${name} ${t(`list.operator.${operator}`)} ${valueText(type, condition, titles, t, language)}`;
}

function valueText(type: TypeMeta, { field: name, value }: Condition, titles: Record<string, string>, t: TFunction, language: string): string {
  const period = periodOf(value);
  if (period) return inSentence(t(`list.period.${period}`), language);
  const shift = value.match(/^today\(\) ([+-]) (\d+)$/);
  if (shift) return t(shift[1] === "+" ? "list.in_days" : "list.days_ago", { count: Number(shift[2]) });
  if (value === "me") return t("list.me");
  const field = conditionField(type, name);
  return field ? plainValue({ ...field, list: false }, field.kind === "boolean" ? value === "true" : value, titles) : value;
}
