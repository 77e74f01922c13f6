import type { FieldMeta } from "@common/meta";

export const isEditable = (field: FieldMeta): boolean => !field.derived && !field.readonly;

/// What a person knows when the record is made.
export const isAskedFirst = (field: FieldMeta): boolean => isEditable(field) && !field.later;

/// Fields that take the whole width of a form or fact sheet.
export const isWide = (field: FieldMeta): boolean =>
  ["lines", "address", "json", "recurrence", "about"].includes(field.kind) || ["text_area", "rich_text", "json_text"].includes(field.widget ?? "");

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
