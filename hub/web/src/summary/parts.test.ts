import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { groupParts, rowsOf, shares, sizeOf, sumFields, type Group } from "./parts";

const field = (name: string, kind: string, more: object = {}) => ({ name, label: name, kind, ...more });
const type = (fields: object[], states: string[] = []) => ({ fields, columns: [], flow: { name: "", states: states.map((name) => ({ name, label: name })), actions: [] } }) as unknown as TypeMeta;

test("records are grouped by state, choices, references and the months of days", () => {
  const parts = groupParts(type([field("name", "text"), field("due", "date"), field("grade", "choice"), field("tags", "text", { list: true }), field("pin", "text", { secret: true })], ["open"])).map((part) => part.name);
  expect(parts.slice(0, 3)).toEqual(["state", "grade", "name"]);
  expect(parts).toContain("due:month");
  expect(parts).not.toContain("tags");
  expect(parts).not.toContain("pin");
});

test("numbers, amounts and quantities are added up, the company's own too", () => {
  expect(sumFields(type([field("a", "decimal", { custom: true }), field("b", "money"), field("c", "text")])).map((one) => one.name)).toEqual(["a", "b"]);
});

const group = (count: number, figures: Group["figures"] = {}): Group => ({ by: {}, count, figures });

test("a bar is as long as its share of the longest of the same currency", () => {
  const money = (amount: string, unit: string) => ({ unit, count: 1, sum: { amount, currency: unit }, minimum: null, maximum: null });
  const rows = rowsOf({ groups: [group(2, { x: [money("50", "CHF"), money("7", "EUR")] }), group(1, { x: [money("100", "CHF")] })], more: false, total: 3 }, "x");
  expect(shares(rows, true)).toEqual([50, 100, 100]);
  expect(shares([{ group: group(1) }, { group: group(4) }], false)).toEqual([25, 100]);
  expect([sizeOf("2.5"), sizeOf(null), sizeOf({ value: "3", unit: "h" })]).toEqual([2.5, 0, 3]);
});
