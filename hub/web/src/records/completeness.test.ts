import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { completenessOf } from "./completeness";

const field = (name: string, more = {}) => ({ name, label: name, kind: "text", ...more }) as FieldMeta;
const type = { columns: ["city", "total"] } as unknown as TypeMeta;
const fields = [
  field("name", { required: true }), field("city"), field("phone", { search: true }), field("total", { derived: true }), field("fax"),
  field("person", { one_of: "who", search: true }), field("team", { one_of: "who", search: true }),
];

test("what is needed, shown and searched counts; what rules set and nobody asks for does not", () => {
  const { filled, total, missing } = completenessOf(type, fields, { name: "A", phone: "" });
  expect([filled, total, missing.map(({ name }) => name)]).toEqual([1, 5, ["city", "phone", "person", "team"]]);
});

test("one part of a choice is enough", () => {
  expect(completenessOf(type, fields, { name: "A", city: "V", phone: "1", team: "t" }).missing).toEqual([]);
});
