import type { FieldMeta, TypeMeta } from "@common/meta";
import { headerFields, stateField } from "../filter/filter";

/// State and header fields have no metadata and so take their name from the catalogue of messages.
export const columnLabel = (field: FieldMeta, t: (key: string) => string): string =>
  field.name === "state" || field.name in headerFields ? t(`field.header.${field.name}`) : field.label;

export const columnNamed = (type: TypeMeta, name: string): FieldMeta | undefined =>
  name === "state" ? stateField(type) : (type.fields.find((field) => field.name === name && !field.secret) ?? headerFields[name]);

/// Everything a column may show, in reading order.
export const possibleColumns = (type: TypeMeta): FieldMeta[] =>
  [stateField(type), ...type.fields.filter((field) => !field.secret), ...Object.values(headerFields)].filter((field) => field !== undefined);

/// The columns of a list in the type's order. The state is added where the type has a flow and forgot it.
export function columnsOf(type: TypeMeta): FieldMeta[] {
  const named = type.columns.map((name) => columnNamed(type, name)).filter((field) => field !== undefined);
  const columns = named.length > 0 ? named : type.fields.filter((field) => field.kind !== "lines" && !field.secret).slice(0, 5);
  const state = stateField(type);
  return state && !columns.some((field) => field.name === "state") ? [...columns, state] : columns;
}
