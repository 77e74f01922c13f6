import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { isEmpty } from "../fields/visible";
import { same } from "../records/patch";

/// Of which record the value is, or of both.
export type Side = "kept" | "other" | "all";

const many = (field: FieldMeta): boolean => field.kind === "lines" || Boolean(field.list);

/// The ids of lines say nothing: lines compare by what they hold.
const bare = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((one) => (one && typeof one === "object" ? { ...(one as object), line: undefined } : one)) : value;

/// Fields of which the two say different things, and which somebody may set.
export const differing = (type: TypeMeta, kept: RecordData, other: RecordData): FieldMeta[] =>
  type.fields.filter((field) => !field.readonly && !field.derived && !field.locked && !field.secret && !(isEmpty(kept[field.name]) && isEmpty(other[field.name])) && !same(bare(kept[field.name]), bare(other[field.name])));

export const sidesOf = (field: FieldMeta): Side[] => (many(field) ? ["kept", "other", "all"] : ["kept", "other"]);

/// Before anyone chooses: nothing that only one says is lost, and lists are joined.
export const firstSides = (fields: FieldMeta[], kept: RecordData, other: RecordData): Record<string, Side> =>
  Object.fromEntries(fields.map((field) => [field.name, isEmpty(kept[field.name]) ? "other" : many(field) && !isEmpty(other[field.name]) ? "all" : "kept"]));

/// What the hub is asked for.
export const mergeBody = (fields: FieldMeta[], sides: Record<string, Side>, kept: RecordData, other: RecordData) => ({
  losers: [other.id],
  fields: Object.fromEntries(fields.filter(({ name }) => sides[name] !== "kept").map(({ name }) => [name, sides[name] === "all" ? "all" : other.id])),
  versions: { [kept.id]: kept.version, [other.id]: other.version },
});
