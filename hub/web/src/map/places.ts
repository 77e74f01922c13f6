import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import type { Address, Position } from "@common/values";

/// Fields that say where a record is.
export const placesOf = (type: TypeMeta): FieldMeta[] =>
  type.fields.filter((field) => (field.kind === "position" || field.kind === "address") && !field.list && !field.secret);

/// Where a field says the record is; an address that nobody has located yet says nothing.
export function positionOf(field: FieldMeta, row: RecordData): Position | undefined {
  const value = row[field.name];
  const position = field.kind === "address" ? ((value as Address | undefined)?.position as Position | undefined) : (value as Position | undefined);
  const known = position && Number.isFinite(Number(position.latitude)) && Number.isFinite(Number(position.longitude));
  return known ? { ...position, latitude: Number(position.latitude), longitude: Number(position.longitude) } : undefined;
}
