import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import english from "../messages/en.json";
import { namedUnits } from "./units";
import { isUnitCode, rareFields } from "./visible";

const field = (name: string, more: Partial<FieldMeta> = {}) => ({ name, label: name, kind: "text", ...more }) as FieldMeta;
const fields = [
  field("text"), field("unit", { default: "H87" }), field("kind", { required: true }), field("note", { search: true }), field("tax_code", { kind: "reference" }),
  field("option_key"), field("period_from", { kind: "date" }), field("optional", { kind: "boolean" }),
];
const type = { kind: "owned", columns: ["text"] } as TypeMeta;

test("seldom filled is what no list shows, nobody searches, nothing needs and nothing fills in", () => {
  expect([...rareFields(type, fields, { optional: false })]).toEqual(["option_key", "period_from", "optional"]);
});

test("what has a value is shown, and a single one needs no button", () => {
  expect([...rareFields(type, fields, { option_key: "B" })]).toEqual(["period_from", "optional"]);
  expect(rareFields(type, fields, { option_key: "B", optional: true }).size).toBe(0);
});

test("a record of its own shows all its fields", () => {
  expect(rareFields({ ...type, kind: "document" }, fields, {}).size).toBe(0);
});

test("a unit is a code where it has the code's length; a reading's unit is free text", () => {
  expect([field("unit", { max_length: 3 }), field("unit", { max_length: 20 }), field("code", { max_length: 3 })].map(isUnitCode)).toEqual([true, false, false]);
});

test("every unit offered has a word", () => {
  expect(namedUnits.filter((code) => !(code in english.unit))).toEqual([]);
});
