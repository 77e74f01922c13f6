import { ProblemError } from "@common/api";
import { describe, expect, it } from "vitest";
import { makeBooking, outcomeOf } from "./booking";

describe("booking", () => {
  it("takes the typed quantity in either notation, and one where there is none", () => {
    expect(makeBooking(" FLT-1 ", "2,5")).toMatchObject({ code: "FLT-1", quantity: "2.5" });
    expect(makeBooking("FLT-1", "")).toMatchObject({ quantity: "1" });
  });

  it("has a key of its own each time", () => {
    expect(makeBooking("A").key).not.toBe(makeBooking("A").key);
  });

  it("tells the refusals apart", () => {
    expect(outcomeOf(new ProblemError(404, {}))).toBe("unknown_code");
    expect(outcomeOf(new ProblemError(409, { needs_reason: true }))).toBe("needs_reason");
    expect(outcomeOf(new ProblemError(409, {}))).toBe("refused");
    expect(outcomeOf(new ProblemError(0, {}))).toBe("refused");
    expect(outcomeOf(new Error("x"))).toBe("refused");
  });
});
