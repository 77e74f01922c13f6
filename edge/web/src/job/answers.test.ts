import { describe, expect, it } from "vitest";
import { choicesOf, isAnswered, isOutside, missingOf, tickOf } from "./answers";

describe("answers", () => {
  it("counts a no and a zero as answers, blanks not", () => {
    expect([false, 0, "no", true].map((value) => isAnswered({ value }))).toEqual([true, true, true, true]);
    expect([null, "", "  "].map((value) => isAnswered({ value }))).toEqual([false, false, false]);
  });

  it("lists the required ones that are open, in order", () => {
    const questions = [
      { key: "a", required: true, value: null },
      { key: "b", required: false, value: null },
      { key: "c", required: true, value: "x" },
      { key: "d", required: true, value: "" },
    ];
    expect(missingOf(questions).map((question) => question.key)).toEqual(["a", "d"]);
  });

  it("reads ticks stored as text too", () => {
    expect([true, "true", false, "false", null, "maybe"].map((value) => tickOf(value))).toEqual([true, true, false, false, null, null]);
  });

  it("knows limits on one or both sides, ends included", () => {
    expect(isOutside({ low: "1.0", high: "2.5" }, "2,5")).toBe(false);
    expect(isOutside({ low: "1.0", high: "2.5" }, "2.51")).toBe(true);
    expect(isOutside({ low: 0, high: null }, "-1")).toBe(true);
    expect(isOutside({ low: null, high: "" }, "99")).toBe(false);
    expect(isOutside({ low: 5 }, "not a number")).toBe(false);
  });

  it("takes choices as plain words or with labels", () => {
    expect(choicesOf({ choices: ["good", { value: "bad", label: "Bad" }] })).toEqual([
      { value: "good", label: "good" },
      { value: "bad", label: "Bad" },
    ]);
    expect(choicesOf({ choices: null })).toEqual([]);
  });
});
