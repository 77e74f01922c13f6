import { expect, test } from "vitest";
import { setPlace } from "@common/format";
import { amountText, byClass, isZero } from "./amounts";

test("zero in every writing", () => {
  expect(["0", "0.00", "-0.00", ""].map((text) => isZero(text))).toEqual([true, true, true, true]);
  expect(isZero({ amount: "0.01", currency: "CHF" })).toBe(false);
});

test("amounts have two digits", () => {
  setPlace("en");
  expect(amountText("-4000")).toBe("-4,000.00");
});

test("rows by class in the order of codes", () => {
  const row = (code: string, group: string) => ({ code, class: group, name: "", debit: "0", credit: "0", balance: "0" });
  const groups = byClass([row("3400", "revenue"), row("1100", "asset"), row("1020", "asset")]);
  expect(groups.map(([name, rows]) => [name, rows.map((one) => one.code)])).toEqual([["asset", ["1020", "1100"]], ["revenue", ["3400"]]]);
});
