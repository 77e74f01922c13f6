import type { FieldMeta } from "@common/meta";

export const isEditable = (field: FieldMeta): boolean => !field.derived && !field.readonly;

/// What a person enters when the record is made: also what is needed and can never be changed afterwards.
export const isAskedFirst = (field: FieldMeta): boolean =>
  !field.derived && !field.later && (!field.readonly || Boolean(field.locked && field.required && field.default === undefined));

/// Fields that take the whole width of a form or fact sheet.
export const isWide = (field: FieldMeta): boolean =>
  ["lines", "address", "json", "recurrence", "about"].includes(field.kind) || ["text_area", "rich_text", "json_text"].includes(field.widget ?? "");

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
