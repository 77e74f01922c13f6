import { expect, test } from "vitest";
import { ProblemError } from "@common/api";
import { othersOf, referrersOf } from "./Referrers";

const id = "0198f000-0000-7000-8000-000000000001";

test("records that refer are told from other refusals", () => {
  const refused = new ProblemError(409, { errors: [{ field: `work-orders/${id}`, text: "Work order refers to it" }, { field: "name", text: "no" }] });
  expect(referrersOf(refused)).toEqual([{ field: `work-orders/${id}`, text: "Work order refers to it" }]);
  expect(referrersOf(new ProblemError(400, { errors: [{ field: `work-orders/${id}`, text: "" }] }))).toEqual([]);
  expect(referrersOf(new Error("x"))).toEqual([]);
});

test("how many more refer to it is told beside those that are named", () => {
  const refused = new ProblemError(409, { errors: [{ field: `work-orders/${id}`, text: "Work order refers to it" }, { field: "other", text: "3 more refer to it" }] });
  expect(referrersOf(refused)).toHaveLength(1);
  expect(othersOf(refused)).toBe("3 more refer to it");
  expect(othersOf(new ProblemError(409, { errors: [{ field: "state", text: "no" }] }))).toBeUndefined();
  expect(othersOf(new ProblemError(400, { errors: [{ field: "other", text: "no" }] }))).toBeUndefined();
});
