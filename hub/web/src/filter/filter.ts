import type { FieldMeta, TypeMeta } from "@common/meta";
import { isComputedDay } from "./periods";

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":";

export interface Condition {
  field: string;
  operator: Operator;
  value: string;
}

/// Values that the filter language computes itself and that must stay unquoted.
const computed = /^(me|true|false|null)$/;

export function comparison(field: string, operator: Operator, value: string): string {
  const text = computed.test(value) || isComputedDay(value) ? value : `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return `${field} ${operator} ${text}`;
}

/// Conditions on the same field with "=" are alternatives, everything else must hold together.
export function buildFilter(conditions: Condition[]): string {
  const groups = new Map<string, string[]>();
  conditions.forEach((condition, index) => {
    if (condition.value === "") return;
    const key = condition.operator === "=" ? condition.field : `${condition.field} ${index}`;
    const text = comparison(condition.field, condition.operator, condition.value);
    groups.set(key, [...(groups.get(key) ?? []), text]);
  });
  return [...groups.values()].map((texts) => (texts.length > 1 ? `(${texts.join(" OR ")})` : texts[0])).join(" AND ");
}

/// Both must hold; what was typed stands first, so that the hub's "at character" counts from there.
export function bothFilters(typed: string, chips: string): string {
  if (!typed.trim() || !chips) return typed.trim() ? typed : chips;
  return `(${typed}) AND ${chips}`;
}

/// One condition per `f` parameter of the address: "state=done", "date>=2026-11-01".
export function parseCondition(text: string): Condition | undefined {
  const match = text.match(/^([a-z0-9_.]+)(!=|<=|>=|=|<|>|:)(.*)$/s);
  return match ? { field: match[1]!, operator: match[2] as Operator, value: match[3]! } : undefined;
}

export const writeCondition = ({ field, operator, value }: Condition): string => `${field}${operator}${value}`;

/// What a chip may compare by; "is empty" and "is not empty" compare with null.
export function operatorsFor(field: FieldMeta): Operator[] {
  if (field.list) return [":"];
  switch (field.kind) {
    case "text": return [":", "=", "!="];
    case "integer":
    case "number":
    case "decimal": return ["=", "!=", ">=", "<=", ">", "<"];
    case "instant":
    case "date": return ["=", ">=", "<=", "<", ">"];
    case "boolean": return ["="];
    default: return ["=", "!="];
  }
}

const filterable = new Set(["text", "choice", "boolean", "reference", "instant", "date", "integer", "number", "decimal", "money", "quantity"]);

/// What every record has.
export const headerFields: Record<string, FieldMeta> = {
  created_at: { name: "created_at", label: "Created", kind: "instant" },
  changed_at: { name: "changed_at", label: "Changed", kind: "instant" },
};

/// Fields that a condition may name, the state first; secrets never. Sums and quantities are compared by their figure.
export function filterFields(type: TypeMeta): FieldMeta[] {
  const own = type.fields.filter((field) => filterable.has(field.kind) && !field.secret && !(field.list && isSum(field)));
  const state = stateField(type);
  return [...(state ? [state] : []), ...own.map((field) => (isSum(field) ? { ...field, kind: "decimal" as const } : field)), ...Object.values(headerFields)];
}

/// The field of a condition; "accounts.account" is the reference of each of the accounts and bears their name.
export function conditionField(type: TypeMeta, name: string): FieldMeta | undefined {
  const [own, part] = name.split(".");
  if (!part) return filterFields(type).find((field) => field.name === name);
  const lines = type.fields.find((field) => field.name === own);
  const inner = lines?.lines?.find((field) => field.name === part);
  return lines && inner && { ...inner, label: lines.label };
}

const isSum = ({ kind }: FieldMeta): boolean => kind === "money" || kind === "quantity";

export function stateField(type: TypeMeta): FieldMeta | undefined {
  if (!type.flow?.states.length) return undefined;
  const choices = type.flow.states.map(({ name, label }) => ({ value: name, label: label || name }));
  return { name: "state", label: "State", kind: "choice", choices };
}

const sortable = new Set(["text", "choice", "boolean", "instant", "date", "integer", "number", "decimal", "money"]);

export const isSortable = (field: FieldMeta): boolean => sortable.has(field.kind) && !field.list;

/// A click on a column: ascending, descending, back to the type's own order.
export function nextOrder(current: string | undefined, field: string): string | undefined {
  if (current === field) return `${field} desc`;
  return current === `${field} desc` ? undefined : field;
}
