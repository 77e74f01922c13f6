import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { sectionsOf } from "./sections";

const field = (name: string, kind = "text", more = {}) => ({ name, label: name, kind, ...more }) as FieldMeta;
const type = { columns: ["name", "due"] } as unknown as TypeMeta;
const fields = [
  field("name"), field("due", "date"), field("address", "address"), field("zone", "text", { widget: "time_zone" }), field("from", "date"), field("to", "date"),
  field("cost", "money"), field("note", "text", { widget: "text_area" }), field("crew", "lines"), field("kind", "choice"), field("code"),
];

test("fields that belong together stand together, what the list shows first", () => {
  expect(sectionsOf(type, fields).map((one) => [one.name, one.fields.map(({ name }) => name)])).toEqual([
    ["main", ["name", "due", "kind", "code", "cost"]], ["places", ["address", "zone"]], ["times", ["from", "to"]], ["texts", ["note"]], ["lines", ["crew"]],
  ]);
});

test("a few fields need no headings, and none is lost", () => {
  expect(sectionsOf(type, fields.slice(0, 5))).toHaveLength(1);
  expect(sectionsOf(type, fields).flatMap((one) => one.fields)).toHaveLength(fields.length);
});
