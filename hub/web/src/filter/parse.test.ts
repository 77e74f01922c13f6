import { expect, test } from "vitest";
import { buildFilter, type Condition } from "./filter";
import { parseFilter } from "./parse";

const all: Condition[] = [
  { field: "state", operator: "=", value: "done" },
  { field: "state", operator: "=", value: "closed" },
  { field: "name", operator: ":", value: 'a "b" \\ c' },
  { field: "due", operator: ">=", value: "today() - 7" },
  { field: "description", operator: "!=", value: "null" },
  { field: "accounts.account", operator: "=", value: "0190c0de-0000-7000-8000-000000000001" },
];

test("what chips wrote becomes the same chips again", () => {
  expect(parseFilter(buildFilter(all))).toEqual(all);
  expect(parseFilter("")).toEqual([]);
  expect(parseFilter("due = this_month() AND priority = high")).toEqual([
    { field: "due", operator: "=", value: "this_month()" }, { field: "priority", operator: "=", value: "high" },
  ]);
});

test.each(["NOT state = done", "a = 1 OR b = 2", "(a = 1 OR b = 2)", "(state = done", "state = ", "name = 'x'"])("%s stays text", (text) => {
  expect(parseFilter(text)).toBeUndefined();
});
