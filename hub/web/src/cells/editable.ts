import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { isEditable } from "../fields/visible";
import { mayEdit } from "../records/actions";

const wide = new Set(["lines", "address", "json", "about", "bytes", "recurrence", "position"]);

/// Whether a cell takes an editor: a field that may be changed now and has room in one.
export const isCellEditable = (type: TypeMeta, field: FieldMeta, row: RecordData): boolean =>
  isEditable(field) && !field.locked && !field.secret && !wide.has(field.kind) && field.widget !== "blob" && !(field.list && field.kind === "reference")
  && type.fields.includes(field) && mayEdit(type, row);

/// The cell after (or before) this one that can be edited, also in the next rows.
export function nextCell(type: TypeMeta, columns: FieldMeta[], rows: RecordData[], row: number, column: number, step: 1 | -1): { row: number; column: number } | undefined {
  const count = columns.length;
  for (let at = row * count + column + step; at >= 0 && at < rows.length * count; at += step) {
    const found = { row: Math.floor(at / count), column: at % count };
    if (isCellEditable(type, columns[found.column]!, rows[found.row]!)) return found;
  }
  return undefined;
}
