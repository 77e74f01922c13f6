import { describe, expect, it } from "vitest";
import { amountText, clockTime, dayName, decimalText, durationText, readDecimal, sizeText } from "./format";

describe("readDecimal", () => {
  const cases: [string, string | null][] = [
    ["1,5", "1.5"], ["1.50", "1.5"], ["007", "7"], ["0,0", "0"], ["-0", "0"], ["-2,25", "-2.25"], [".5", "0.5"], ["3,", "3"],
    ["", null], ["-", null], ["1,2,3", null], ["1e3", null], ["abc", null], [" 4 ", "4"],
  ];
  it.each(cases)("%j gives %j", (typed, expected) => expect(readDecimal(typed)).toBe(expected));
});

describe("texts", () => {
  it("shows decimals in the language's way", () => {
    expect(decimalText("1.50", "de")).toBe("1,5");
    expect(decimalText(2, "en")).toBe("2");
    expect(decimalText(null, "en")).toBe("");
    expect(amountText("2.0", "H87", "en")).toBe("2");
    expect(amountText("2.5", "MTR", "de")).toBe("2,5 m");
  });

  it("never shows a negative duration", () => {
    expect(durationText(-5)).toBe("0:00");
    expect(durationText(62.9)).toBe("1:02");
  });

  it("shows sizes a person can judge", () => {
    expect(sizeText(0, "en")).toBe("0 B");
    expect(sizeText(2_400_000, "en")).toBe("2.4 MB");
  });

  it("does not move a plain date across midnight", () => {
    expect(dayName("2026-11-20", "en")).toContain("20");
    expect(dayName("2026-11-20", "de")).toContain("Freitag");
  });

  it("gives nothing for a broken time", () => {
    expect(clockTime("nonsense", "en")).toBe("");
    expect(clockTime(null, "en")).toBe("");
  });
});
