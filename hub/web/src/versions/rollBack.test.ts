import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { differencesTo, rollBackPatch } from "./rollBack";

const field = (name: string, more = {}) => ({ name, label: name, kind: "text", ...more }) as FieldMeta;
const fields = [field("name"), field("note"), field("total", { derived: true })];
const item = (version: number, changes: Record<string, [unknown, unknown]>) => ({
  position: version, version, at: "", action: "change", fields: Object.fromEntries(Object.entries(changes).map(([name, [before, after]]) => [name, { before, after }])),
});
const items = [item(4, { note: ["b", "c"] }), item(3, { name: ["A", "B"], note: ["a", "b"], total: ["1", "2"] }), item(2, { note: [null, "a"] })];
const record = { id: "r", version: 4, name: "B", note: "c", total: "2" };

test("a version is what stood before the changes after it", () => {
  expect(differencesTo(fields, record, items, 2).map(({ field: { name }, then, now }) => [name, then, now])).toEqual([["name", "A", "B"], ["note", "a", "c"], ["total", "1", "2"]]);
  expect(differencesTo(fields, record, items, 3).map(({ then }) => then)).toEqual(["b"]);
});

test("what was changed there and back is no difference; what rules set is not brought back", () => {
  expect(differencesTo(fields, { ...record, note: "a" }, items, 2).map(({ field: { name } }) => name)).toEqual(["name", "total"]);
  expect(rollBackPatch(differencesTo(fields, record, items, 1))).toEqual({ name: "A", note: null });
});
