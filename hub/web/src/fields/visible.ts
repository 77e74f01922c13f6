import type { FieldMeta, TypeMeta } from "@common/meta";

export const isEditable = (field: FieldMeta): boolean => !field.derived && !field.readonly;

/// What a person enters when the record is made: also what is needed, or chosen among others, and can never be changed afterwards.
/// Of a line such choices are its document and what its rules found.
export const isAskedFirst = (field: FieldMeta, owned = false): boolean =>
  !field.derived && !field.later && (!field.readonly || Boolean(field.locked && (field.required || (field.one_of && !owned)) && field.default === undefined));

/// Fields of a row of another record that are seldom filled, and stand behind "More fields": what its list has no column for,
/// nobody searches, nothing needs and nothing fills in. Those the record has a value in are shown.
export function rareFields(type: TypeMeta, fields: FieldMeta[], values: Record<string, unknown>): ReadonlySet<string> {
  if (type.kind !== "owned") return new Set();
  const rare = fields.filter((field) =>
    !field.required && field.default === undefined && !field.search && field.kind !== "reference" && !type.columns.includes(field.name)
    && (isEmpty(values[field.name]) || values[field.name] === false));
  // A single one takes less room than its button.
  return new Set(rare.length > 1 ? rare.map((field) => field.name) : []);
}

/// A text field that holds a code of UN/ECE Recommendation 20; a unit of free text is longer.
export const isUnitCode = (field: FieldMeta): boolean => field.kind === "text" && !field.list && field.name === "unit" && field.max_length === 3;

/// Fields that take the whole width of a form or fact sheet.
export const isWide = (field: FieldMeta): boolean =>
  ["lines", "address", "position", "json", "recurrence", "about"].includes(field.kind) || ["text_area", "rich_text", "json_text"].includes(field.widget ?? "");

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
