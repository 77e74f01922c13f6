import type { FieldMeta, FlowAction, RecordData, TypeMeta } from "@common/meta";
import { isEditable } from "../fields/visible";
import { stateField } from "../filter/filter";
import { isFrozen, mayEdit, openActions } from "../records/actions";

const choicesMax = 12;

/// What a type's board can be divided by: its state first, then choices of few.
export function groupings(type: TypeMeta): FieldMeta[] {
  const state = stateField(type);
  const choices = type.fields.filter((field) => field.kind === "choice" && !field.list && !field.secret && (field.choices?.length ?? 0) > 1 && field.choices!.length <= choicesMax);
  return state ? [state, ...choices] : choices;
}

export const groupingNamed = (type: TypeMeta, name: string | undefined): FieldMeta | undefined =>
  groupings(type).find((field) => field.name === name) ?? groupings(type)[0];

/// The columns: each choice, and for a field that may be empty one for the records without.
export function columnsFor(grouping: FieldMeta): { value: string; label: string }[] {
  const columns = grouping.choices ?? [];
  return grouping.name === "state" || grouping.required ? columns : [...columns, { value: "", label: "" }];
}

export const valueOn = (grouping: FieldMeta, row: RecordData): string => String((grouping.name === "state" ? row.state : row[grouping.name]) ?? "");

export const columnFilter = (grouping: FieldMeta, value: string): string => `${grouping.name} = ${value === "" ? "null" : `"${value}"`}`;

export type Move = { by: "action"; action: FlowAction } | { by: "change"; patch: Record<string, unknown> } | { by: "none"; reason: "no_way" | "frozen" | "not_allowed" };

/// How a record comes from its column into another.
export function moveTo(type: TypeMeta, grouping: FieldMeta, row: RecordData, value: string): Move {
  if (grouping.name !== "state") {
    if (!mayEdit(type, row)) return { by: "none", reason: isFrozen(type, row) ? "frozen" : "not_allowed" };
    return isEditable(grouping) && !grouping.locked ? { by: "change", patch: { [grouping.name]: value || null } } : { by: "none", reason: "not_allowed" };
  }
  const leads = (action: FlowAction) => action.to === value && action.from.includes(row.state ?? "");
  const action = openActions(type, row).find(leads);
  if (action) return { by: "action", action };
  return { by: "none", reason: type.flow?.actions.some(leads) ? "not_allowed" : "no_way" };
}

/// The nearest column to the left or right that the record may go to.
export function nextColumn(type: TypeMeta, grouping: FieldMeta, row: RecordData, step: 1 | -1): string | undefined {
  const values = columnsFor(grouping).map((one) => one.value);
  for (let at = values.indexOf(valueOn(grouping, row)) + step; at >= 0 && at < values.length; at += step) {
    if (moveTo(type, grouping, row, values[at]!).by !== "none") return values[at];
  }
  return undefined;
}
