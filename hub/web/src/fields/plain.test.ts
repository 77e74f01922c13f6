import { beforeAll, expect, test } from "vitest";
import { setPlace } from "@common/format";
import { startI18n } from "@common/i18n";
import type { FieldMeta } from "@common/meta";
import { briefValue, plainValue } from "./plain";

const field = (kind: string, x: Partial<FieldMeta> = {}) => ({ name: "f", label: "F", kind, ...x }) as FieldMeta;

beforeAll(async () => {
  setPlace("en", "Europe/Vaduz");
  await startI18n({ english: {}, load: {} }, "en");
});

test.each<[string, FieldMeta, unknown, string]>([
  ["choice by label", field("choice", { choices: [{ value: "low", label: "Low" }] }), "low", "Low"],
  ["choices of a list", field("choice", { list: true, choices: [{ value: "a", label: "A" }] }), ["a", "b"], "A, b"],
  ["money", field("money"), { amount: "1200.5", currency: "CHF" }, "CHF 1,200.50"],
  ["minutes", field("integer", { widget: "duration_minutes" }), 90, "1:30"],
  ["percent", field("decimal", { widget: "percent" }), "8.1", "8.1 %"],
  ["zero is a value", field("integer"), 0, "0"],
  ["no", field("boolean"), false, "No"],
  ["reference by title", field("reference"), "id-1", "Alpenhotel"],
  ["address", field("address"), { line1: "Dorfstrasse 4", postal_code: "9490", city: "Vaduz" }, "Dorfstrasse 4, 9490 Vaduz"],
  ["lines", field("lines", { lines: [field("text", { name: "line" }), field("text", { name: "value" })] }), [{ line: "x", value: "a" }, { value: "b" }], "a; b"],
  ["a yes among lines by its name", field("lines", { lines: [field("text", { name: "value" }), field("boolean", { name: "primary", label: "Primary" })] }), [{ value: "a", primary: true }, { value: "b", primary: false }], "a Primary; b"],
  ["nothing", field("money"), null, ""],
])("%s", (_, meta, value, expected) => {
  expect(plainValue(meta, value, { "id-1": "Alpenhotel" })).toBe(expected);
});

test("codes of languages and countries are named; what is no code stays", () => {
  const field = (widget: string) => ({ name: "code", label: "Code", kind: "text", widget }) as FieldMeta;
  expect(plainValue(field("language"), "de")).toBe("German");
  expect(plainValue(field("country"), "LI")).toBe("Liechtenstein");
  expect(plainValue(field("country"), "somewhere")).toBe("somewhere");
  expect(plainValue(field("default"), "de")).toBe("de");
});

test("lines in a cell name whom they are about", () => {
  const reference = (name: string, required: boolean) => ({ name, label: name, kind: "reference" as const, required });
  const field = { name: "assignments", label: "", kind: "lines" as const, lines: [reference("technician", true), reference("vehicle", false)] };
  expect(briefValue(field, [{ technician: "t1", vehicle: "v1" }, { technician: "t2" }], { t1: "North", t2: "South", v1: "Van" })).toBe("North, South");
  const plain = { ...field, lines: [{ name: "use", label: "", kind: "text" as const }] };
  expect(briefValue(plain, [{ use: "main" }])).toBe("main");
});

test("text that stands for JSON is shown as it is written, once", () => {
  expect([plainValue(field("json"), '"block"'), plainValue(field("json"), { a: 1 })]).toEqual(['"block"', '{"a":1}']);
});
