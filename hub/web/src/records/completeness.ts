import type { FieldMeta, TypeMeta } from "@common/meta";
import { isEditable, isEmpty } from "../fields/visible";

/// Fields that a good record has: what is needed, what the list shows and what people search for.
export const recommended = (type: TypeMeta, fields: FieldMeta[]): FieldMeta[] =>
  fields.filter((field) => (isEditable(field) || field.locked) && !field.derived && !field.later && field.kind !== "boolean" && (field.required || type.columns.includes(field.name) || Boolean(field.search)));

export interface Completeness {
  filled: number;
  total: number;
  missing: FieldMeta[];
}

export function completenessOf(type: TypeMeta, fields: FieldMeta[], values: Record<string, unknown>): Completeness {
  const wanted = recommended(type, fields);
  const missing = wanted.filter((field) => isEmpty(values[field.name]) && !alternativeFilled(field, fields, values));
  return { filled: wanted.length - missing.length, total: wanted.length, missing };
}

/// Of a choice's parts one is enough.
const alternativeFilled = (field: FieldMeta, fields: FieldMeta[], values: Record<string, unknown>): boolean =>
  field.one_of !== undefined && fields.some((other) => other.one_of === field.one_of && !isEmpty(values[other.name]));
