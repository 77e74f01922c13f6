import { expect, test } from "vitest";
import { ProblemError } from "@common/api";
import { referrersOf } from "./Referrers";

const id = "0198f000-0000-7000-8000-000000000001";

test("records that refer are told from other refusals", () => {
  const refused = new ProblemError(409, { errors: [{ field: `work-orders/${id}`, text: "Work order refers to it" }, { field: "name", text: "no" }] });
  expect(referrersOf(refused)).toEqual([{ field: `work-orders/${id}`, text: "Work order refers to it" }]);
  expect(referrersOf(new ProblemError(400, { errors: [{ field: `work-orders/${id}`, text: "" }] }))).toEqual([]);
  expect(referrersOf(new Error("x"))).toEqual([]);
});
