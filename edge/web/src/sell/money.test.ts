// features: X-30
import { describe, expect, it } from "vitest";
import { setZone } from "../format";
import { changeBack, dayIn, moneyText, paidOf, readAmount, readPaid, withPlaces } from "./money";

describe("amounts as people type them", () => {
  it.each([["80", "80"], ["80.50", "80.5"], ["80,50", "80.5"], ["1'234.50", "1234.5"], ["1’234", "1234"], ["1 200", "1200"], ["1'234'567,5", "1234567.5"], [" 12 ", "12"]])("%s", (typed, plain) => {
    expect(readAmount(typed)).toBe(plain);
  });
  it.each(["", "much", "1.2.3", "--1", "1e3", "1,200", "1.200", "1'2", "1,234.50", "0.1234"])("%s is none", (typed) => expect(readAmount(typed)).toBeNull());
});

it("takes three decimals where the currency has them", () => {
  expect(readAmount("12.500", 3)).toBe("12.5");
  expect(readAmount("1,200", 3)).toBeNull();
});

it("takes no payment of nothing", () => {
  expect(["0", "0.00", "-50", "", "1,200"].map((typed) => readPaid(typed))).toEqual([null, null, null, null, null]);
  expect(readPaid("50")).toBe("50");
});

it("counts in the places of the currency", () => {
  expect(changeBack("1000", "980", 0)).toBe("20");
  expect(changeBack("20", "12.345", 3)).toBe("7.655");
  expect([withPlaces("980", 0), withPlaces("80.5", 2), withPlaces("1.2", 3)]).toEqual(["980", "80.50", "1.200"]);
  expect(paidOf({ amount: "100.00", currency: "CHF" }, { amount: "49.90", currency: "CHF" })).toEqual({ amount: "50.10", currency: "CHF" });
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

it("counts from the day that it is at the branch", () => {
  setZone("Europe/Zurich");
  expect(dayIn(0, new Date("2026-11-22T23:30:00Z"))).toBe("2026-11-23");
  setZone(null);
});
