import type { FieldMeta, TypeMeta } from "@common/meta";
import { stateField } from "./filter";

const headerFields: Record<string, FieldMeta> = {
  created_at: { name: "created_at", label: "Created", kind: "instant" },
  changed_at: { name: "changed_at", label: "Changed", kind: "instant" },
};

/// The columns of a list in the type's order. The state is added where the type has a flow and forgot it.
export function columnsOf(type: TypeMeta): FieldMeta[] {
  const find = (name: string) =>
    name === "state" ? stateField(type) : (type.fields.find((field) => field.name === name) ?? headerFields[name]);
  const named = type.columns.map(find).filter((field) => field !== undefined);
  const columns = named.length > 0 ? named : type.fields.filter((field) => field.kind !== "lines").slice(0, 5);
  const state = stateField(type);
  return state && !columns.some((field) => field.name === "state") ? [...columns, state] : columns;
}
