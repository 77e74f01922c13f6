import type { FieldMeta, TypeMeta } from "@common/meta";
import { headerFields, stateField } from "../filter/filter";

/// State and header fields have no metadata and so take their name from the catalogue of messages.
export const columnLabel = (field: FieldMeta, t: (key: string) => string): string =>
  field.name === "state" || field.name in headerFields ? t(`field.header.${field.name}`) : field.label;

/// The columns of a list in the type's order. The state is added where the type has a flow and forgot it.
export function columnsOf(type: TypeMeta): FieldMeta[] {
  const find = (name: string) =>
    name === "state" ? stateField(type) : (type.fields.find((field) => field.name === name) ?? headerFields[name]);
  const named = type.columns.map(find).filter((field) => field !== undefined);
  const columns = named.length > 0 ? named : type.fields.filter((field) => field.kind !== "lines").slice(0, 5);
  const state = stateField(type);
  return state && !columns.some((field) => field.name === "state") ? [...columns, state] : columns;
}
