import { expect, test } from "vitest";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { isCellEditable, nextCell } from "./editable";

const field = (name: string, more: Partial<FieldMeta> = {}) => ({ name, label: name, kind: "text", ...more }) as FieldMeta;
const columns = [field("number", { locked: true, readonly: true }), field("name"), field("place", { kind: "address" }), field("note")];
const type = { kind: "document", fields: columns, may: { change: true }, flow: { name: "f", states: [], frozen: ["closed"], actions: [] } } as unknown as TypeMeta;
const rows: RecordData[] = [{ id: "a", version: 1, state: "open" }, { id: "b", version: 1, state: "closed" }, { id: "c", version: 1, state: "open" }];

test("locked and large fields, and frozen rows, are not edited in place", () => {
  expect(columns.map((one) => isCellEditable(type, one, rows[0]!))).toEqual([false, true, false, true]);
  expect(isCellEditable(type, columns[1]!, rows[1]!)).toBe(false);
});

test("the next cell passes over what cannot be edited, and the list has an end", () => {
  expect(nextCell(type, columns, rows, 0, 1, 1)).toEqual({ row: 0, column: 3 });
  expect(nextCell(type, columns, rows, 0, 3, 1)).toEqual({ row: 2, column: 1 });
  expect(nextCell(type, columns, rows, 2, 1, -1)).toEqual({ row: 0, column: 3 });
  expect(nextCell(type, columns, rows, 2, 3, 1)).toBeUndefined();
});
