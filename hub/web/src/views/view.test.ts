import { expect, test } from "vitest";
import { addressOf, contentOf, isChanged, type SavedView } from "./view";

const state = { show: "board" as const, filter: 'state = "done" AND due = this_month()', order: "name desc", by: "priority", search: "" };
const columns = [{ name: "name", width: 200 }, { name: "state" }];
const view = { id: "v", version: 1, name: "Done", ...contentOf(state, columns) } as SavedView;

test("a view keeps filter, order, columns and kind, and gives them back to the address", () => {
  expect(addressOf(view)).toEqual({
    view: "v", f: ["state=done", "due=this_month()"], where: undefined, order: "name desc", columns: "name:200,state", show: "board", by: "priority", q: undefined,
  });
});

test("a filter that chips cannot say stays text", () => {
  const address = addressOf({ ...view, filter: "NOT state = done", kind: "list" });
  expect([address.f, address.where, address.show]).toEqual([[], "NOT state = done", undefined]);
});

test("a change is seen, what was never set is none", () => {
  expect(isChanged(view, contentOf(state, columns))).toBe(false);
  expect(isChanged(view, contentOf({ ...state, order: undefined }, columns))).toBe(true);
  expect(isChanged(view, contentOf(state, [...columns, { name: "due" }]))).toBe(true);
  expect(isChanged({ ...view, columns: [] }, contentOf(state, columns))).toBe(false);
});
