import type { FieldMeta, RecordData } from "@common/meta";
import type { HistoryItem } from "../data/records";
import { isEditable } from "../fields/visible";
import { same } from "../records/patch";

export interface Difference {
  field: FieldMeta;
  then: unknown;
  now: unknown;
}

/// What a version said, of the fields that were changed since: the value before the first change after it. `items` come
/// newest first and reach back to that version.
export function differencesTo(fields: FieldMeta[], record: RecordData, items: HistoryItem[], version: number): Difference[] {
  const then = new Map<string, unknown>();
  for (const item of items) {
    if ((item.version ?? 0) <= version) break;
    for (const [name, { before }] of Object.entries(item.fields ?? {})) then.set(name, before);
  }
  return fields.filter((field) => then.has(field.name) && !same(then.get(field.name), record[field.name])).map((field) => ({ field, then: then.get(field.name), now: record[field.name] }));
}

/// The patch that brings a version's values back; what rules set or what is locked stays.
export const rollBackPatch = (differences: Difference[]): Record<string, unknown> =>
  Object.fromEntries(differences.filter(({ field }) => isEditable(field) && !field.locked).map(({ field, then }) => [field.name, then ?? null]));
