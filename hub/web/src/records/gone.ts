import { ProblemError } from "@common/api";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import type { HistoryItem } from "../data/records";
import { isAskedFirst, isEditable, isEmpty } from "../fields/visible";

/// The record is there no longer, or no longer for this reader; the hub does not tell these apart.
export const isGone = (error: unknown): boolean => error instanceof ProblemError && (error.status === 404 || error.status === 410);

/// Where a merged record went.
export const mergedInto = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.status === 410 && typeof error.problem.merged_into === "string" ? error.problem.merged_into : undefined;

/// Who deleted it and when: only the newest entry tells, since an older deletion was taken back.
export const deletionOf = (newestFirst: HistoryItem[]): HistoryItem | undefined => (newestFirst[0]?.action === "delete" ? newestFirst[0] : undefined);

/// The hub restores a record that stands by itself; what belongs to a document is made anew.
export const mayRestore = (type: TypeMeta): boolean => type.may.delete && type.kind !== "owned";

/// What a new record can take over of one that is gone: what a person enters, but no secrets, and lines without the ids of the old ones.
export function copyOf(type: TypeMeta, values: Record<string, unknown>): Record<string, unknown> {
  const owned = type.kind === "owned";
  const taken = type.fields.filter((field) => (isEditable(field) || isAskedFirst(field, owned)) && !field.secret && field.widget !== "password" && !isEmpty(values[field.name]));
  return Object.fromEntries(taken.map((field) => [field.name, withoutLineIds(field, values[field.name])]));
}

const withoutLineIds = (field: FieldMeta, value: unknown): unknown =>
  field.kind === "lines" && Array.isArray(value) ? value.map((line: Record<string, unknown>) => Object.fromEntries(Object.entries(line).filter(([name]) => name !== "line"))) : value;

/// What the form for a new record is handed on its way there. Not in the address: it can be long, and it is nobody else's.
export interface Handed {
  copied?: Record<string, unknown>;
  titles?: RecordData["titles"];
}
