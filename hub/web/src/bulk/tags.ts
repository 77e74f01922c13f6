import type { FieldMeta, RecordData } from "@common/meta";

/// Every record's header has tags; they have no metadata of their own.
export const tagField = (label: string): FieldMeta => ({ name: "tags", label, kind: "reference", refers: "content.Tag", list: true, required: true });

export const withTags = (row: RecordData, added: string[]): string[] => [...new Set([...(row.tags ?? []), ...added])];
