import { expect, test } from "vitest";
import type { OwnField, OwnType } from "../agent/types";
import { changedValues, labelOf, missing, valueText } from "./words";

const t = ((key: string) => key) as never;
const field = (more: Partial<OwnField>): OwnField => ({
  name: "pressure", label: "Pressure", translations: { de: { label: "Druck" } }, kind: "decimal", widget: "default", required: true,
  may_change: true, help: "", unit: "", refers: "", choices: [], ...more,
});

test("labels follow the language", () => {
  expect(labelOf(field({}), "de")).toBe("Druck");
  expect(labelOf(field({}), "en")).toBe("Pressure");
});

test("values read as people say them", () => {
  expect(valueText(field({ unit: "BAR" }), "1.5", undefined, "en", t)).toMatch(/^1\.5/);
  expect(valueText(field({ kind: "choice", choices: [{ key: "poor", label: "Poor" }] }), "poor", undefined, "en", t)).toBe("Poor");
  expect(valueText(field({ kind: "reference", refers: "crm.Site" }), "0190", "Workshop", "en", t)).toBe("Workshop");
  expect(valueText(field({ kind: "boolean" }), false, undefined, "en", t)).toBe("own.no");
  expect(valueText(field({ kind: "money" }), { amount: "12.50", currency: "CHF" }, undefined, "en", t)).toBe("12.5 CHF");
  expect(valueText(field({}), null, undefined, "en", t)).toBe("");
});

test("only what differs is sent, and what was emptied as nothing", () => {
  expect(changedValues({ a: "1", b: "2", c: "3" }, { a: "1", b: "", c: "4", d: "5" })).toEqual({ b: null, c: "4", d: "5" });
});

test("what must be filled in is named", () => {
  const type = { fields: [field({}), field({ name: "serial", label: "Serial", may_change: false })] } as OwnType;
  expect(missing(type, {}, "de")).toEqual(["Druck"]);
  expect(missing(type, { pressure: "0" }, "de")).toEqual([]);
});
