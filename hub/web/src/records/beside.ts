import type { FieldMeta, RecordData } from "@common/meta";

/// The type of the record whose id this field holds, where the log or a message names it by two plain texts: record_id beside record_type.
export function typeBeside(field: FieldMeta, record: RecordData): string | undefined {
  if (field.kind !== "text" || !field.name.endsWith("_id")) return undefined;
  const type = record[field.name.replace(/_id$/, "_type")];
  return typeof type === "string" && type ? type : undefined;
}
