import { expect, test } from "vitest";
import { daysOf, isComputedDay, periodOf } from "./periods";

test.each([
  ["today", "2026-11-21", "2026-11-21"],
  ["this_week", "2026-11-16", "2026-11-22"],
  ["next_week", "2026-11-23", "2026-11-29"],
  ["last_month", "2026-10-01", "2026-10-31"],
  ["next_month", "2026-12-01", "2026-12-31"],
  ["this_quarter", "2026-10-01", "2026-12-31"],
  ["last_quarter", "2026-07-01", "2026-09-30"],
  ["last_year", "2025-01-01", "2025-12-31"],
] as const)("%s, seen on a Saturday in November", (period, from, to) => {
  expect(daysOf(period, "2026-11-21")).toEqual([from, to]);
});

test("periods cross the year's end", () => {
  expect(daysOf("last_month", "2026-01-15")).toEqual(["2025-12-01", "2025-12-31"]);
  expect(daysOf("last_quarter", "2026-02-28")).toEqual(["2025-10-01", "2025-12-31"]);
  expect(daysOf("this_week", "2026-01-01")).toEqual(["2025-12-29", "2026-01-04"]);
});

test("computed days are told from written ones", () => {
  expect(["today()", "today() - 7", "this_month()", "2026-11-21", "tomorrow", "drop()"].map(isComputedDay)).toEqual([true, true, true, false, false, false]);
  expect(periodOf("this_month()")).toBe("this_month");
});
