import { expect, test } from "vitest";
import type { TFunction } from "i18next";
import { asksForBill, decidedText, fieldOf, isUndecided, type Conflict } from "./conflicts";

// features: SYNC-04 X-33
const t = ((key: string, values?: Record<string, string>) => `${key}${values ? ` ${Object.values(values).join(" ")}` : ""}`) as unknown as TFunction;
const open = { state: "open", kind: "status", billing: { undecided: true }, choice: "", billed: "", decided_by: "u" } as unknown as Conflict;

test("the bill is asked for while nobody has decided it", () => {
  expect(asksForBill(open)).toBe(true);
  expect(asksForBill({ ...open, billing: null })).toBe(false);
  expect(asksForBill({ ...open, kind: "rejected" })).toBe(false);
  expect(asksForBill({ ...open, state: "applied" })).toBe(false);
});

test("what a rule has settled can still be decided", () => {
  expect(["open", "reopened", "settled_by_rule", "applied"].map((state) => isUndecided({ ...open, state }))).toEqual([true, true, true, false]);
});

test("it says who decided what", () => {
  expect(decidedText({ ...open, state: "settled_by_rule", by_rule: "the technician's field" }, {}, t)).toBe("conflicts.by_rule the technician's field");
  expect(decidedText({ ...open, state: "applied", kind: "field", choice: "mine" }, { u: "Ada" }, t)).toBe("conflicts.decided_by Ada conflicts.chose.mine");
  expect(decidedText({ ...open, state: "applied", billed: "bill" }, {}, t)).toBe("conflicts.decided_by conflicts.somebody conflicts.billed.bill");
});

test("a field that is gone keeps its name", () => {
  expect(fieldOf([], "serial_number").label).toBe("serial number");
});
