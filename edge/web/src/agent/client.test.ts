import { ProblemError } from "@common/api";
import { expect, it } from "vitest";
import { isUnreachable } from "./client";

// features: X-30
it.each([0, 502, 503, 504])("takes no answer for none (%i)", (status) =>
  expect(isUnreachable(new ProblemError(status, {} as never))).toBe(true));

it("an answer that says why is one", () =>
  expect(isUnreachable(new ProblemError(503, { detail: "this device has no numbers left for Payment" } as never))).toBe(false));

it.each([400, 409, 500])("a refusal is an answer (%i)", (status) =>
  expect(isUnreachable(new ProblemError(status, { detail: "no" } as never))).toBe(false));
