import { expect, test } from "vitest";
import { isComputedDay, periodOf } from "./periods";

test("computed days are told from written ones", () => {
  expect(["today()", "today() - 7", "this_month()", "2026-11-21", "tomorrow", "drop()"].map(isComputedDay)).toEqual([true, true, true, false, false, false]);
  expect([periodOf("this_month()"), periodOf("this_month"), periodOf("today() - 7")]).toEqual(["this_month", undefined, undefined]);
});
