// features: X-30
import { describe, expect, it } from "vitest";
import { changeBack, dayIn, moneyText, readAmount } from "./money";

describe("amounts as people type them", () => {
  it.each([["80", "80"], ["80.50", "80.5"], ["80,50", "80.5"], ["1'234.50", "1234.5"], ["1’234", "1234"], [" 12 ", "12"]])("%s", (typed, plain) => {
    expect(readAmount(typed)).toBe(plain);
  });
  it.each(["", "much", "1.2.3", "--1", "1e3"])("%s is none", (typed) => expect(readAmount(typed)).toBeNull());
});

it("tells what goes back", () => {
  expect(changeBack("200", "187.35")).toBe("12.65");
  expect(changeBack("100", "187.35")).toBe("-87.35");
  expect(changeBack("", "187.35")).toBeNull();
});

it("shows money with its currency and places", () => {
  expect(moneyText({ amount: "1234.50", currency: "CHF" }, "en")).toBe("CHF 1,234.50");
  expect(moneyText({ amount: "1234.50", currency: "CHF" }, "de").replace("'", "’")).toBe("CHF 1’234.50");
  expect(moneyText({ amount: "980", currency: "JPY" }, "en")).toBe("JPY 980");
  expect(moneyText(null, "en")).toBe("");
});

it("counts days on", () => expect(dayIn(30, new Date("2026-11-23T10:00:00Z"))).toBe("2026-12-23"));
