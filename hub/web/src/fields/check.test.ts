import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { checkField } from "./check";

const t = (key: string, values?: Record<string, unknown>) => [key, ...Object.values(values ?? {})].join(" ");
const check = (field: Partial<FieldMeta>, value: unknown) => checkField({ name: "f", label: "F", kind: "text", ...field } as FieldMeta, value, t);

test.each([
  ["an empty one that is needed", { required: true }, null, "check.required"],
  ["no is an answer", { kind: "boolean", required: true }, false, undefined],
  ["an empty one that is not needed", {}, "", undefined],
  ["characters are counted, not units", { max_length: 3 }, "äöü𝄞", "check.too_long 1"],
  ["below", { kind: "integer", minimum: 1 }, 0, "check.at_least 1"],
  ["zero as a bound", { kind: "decimal", minimum: 0 }, "-0.01", "check.at_least 0"],
  ["above", { kind: "money", maximum: 100 }, { amount: "100.05", currency: "CHF" }, "check.at_most 100"],
  ["within", { kind: "quantity", minimum: 1, maximum: 5 }, { value: "5", unit: "H87" }, undefined],
  ["no mail address", { widget: "email" }, "petra@.example", "check.email"],
  ["two addresses are none", { widget: "email" }, "a@b.example, c@d.example", "check.email"],
  ["a mail address", { widget: "email" }, "petra.muster@demo.example", undefined],
  ["no telephone number", { widget: "phone" }, "call me", "check.phone"],
  ["a telephone number", { widget: "phone" }, "+423 232 10 10", undefined],
  ["a web address", { widget: "url" }, "https://demo.example/a", undefined],
  ["no web address", { widget: "url" }, "demo.example", "check.url"],
  ["no colour", { widget: "color" }, "#12", "check.color"],
  ["a pattern is for the whole text", { pattern: "[A-Z]{2}\\d+", example: "AB12" }, "xAB12", "check.pattern_like AB12"],
  ["a pattern without an example", { pattern: "(?=A)[A-Z]+" }, "b", "check.pattern"],
  ["a pattern nobody can read", { pattern: "(" }, "x", undefined],
  ["one of several", { widget: "email", list: true }, ["a@b.example", "c"], "check.email"],
  ["off the globe", { kind: "position" }, { latitude: 91, longitude: 0 }, "check.position"],
] as const)("%s", (_, field, value, said) => {
  expect(check(field as Partial<FieldMeta>, value)).toBe(said);
});
