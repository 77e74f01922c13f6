import { expect, test } from "vitest";
import { ProblemError } from "@common/api";
import { asksForSecondVisit } from "./useBooking";

const refusal = (...fields: string[]) => new ProblemError(409, { errors: fields.map((field) => ({ field, text: field })) });

test("a second visit is offered only where nothing else speaks against it", () => {
  expect(asksForSecondVisit(refusal("accept_second_visit"))).toBe(true);
  expect(asksForSecondVisit(refusal("accept_second_visit", "technician"))).toBe(false);
  expect(asksForSecondVisit(refusal())).toBe(false);
});
