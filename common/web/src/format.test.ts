import { beforeEach, expect, test } from "vitest";
import { formatAge, formatBytes, formatDay, formatDecimal, formatInstant, formatMinutes, formatMoney, formatQuantity, place, setPlace } from "./format";

beforeEach(() => setPlace("en", "Europe/Vaduz"));

test("money keeps every digit, beyond what a float holds", () => {
  expect(formatMoney({ amount: "90071992547409931.25", currency: "CHF" })).toBe("CHF 90,071,992,547,409,931.25");
  expect(formatMoney(null)).toBe("");
});

test("quantities name their unit", () => {
  expect(formatQuantity({ value: "1.5", unit: "MTR" })).toBe("1.5 m");
  expect(formatQuantity({ value: "2", unit: "ZZ" })).toBe("2 ZZ");
});

test("German Switzerland writes thousands with an apostrophe", () => {
  setPlace("de", "Europe/Vaduz");
  expect(formatDecimal("1234567.5", 2)).toMatch(/^1.234.567\.50$/);
});

test("instants are shown in the reader's zone, days as written", () => {
  expect(formatInstant("2026-11-20T23:30:00Z", "time")).toBe("00:30");
  setPlace("en", "America/New_York");
  expect(formatDay("2026-11-20")).toContain("20 Nov 2026");
});

test.each([["en", "20/11/2026"], ["de", "20.11.2026"], ["en-US", "11/20/2026"], ["de-AT", "20.11.2026"], ["fr-CH", "20/11/2026"]])(
  "%s has its region's order of day and month",
  (language, figures) => {
    setPlace(language, "Europe/Vaduz");
    expect(new Intl.DateTimeFormat(place().locale, { day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date("2026-11-20T12:00:00Z"))).toBe(figures);
  },
);

test("the short form names a year that is not this one", () => {
  const year = new Date().getUTCFullYear();
  expect(formatInstant(`${year}-06-01T10:00:00Z`)).not.toContain(String(year));
  expect(formatInstant(`${year - 2}-06-01T10:00:00Z`)).toContain(String(year - 2));
});

test("what is no date is empty", () => {
  expect(formatInstant("soon")).toBe("");
  expect(formatAge(undefined)).toBe("");
});

test("ages are rounded towards now", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  expect(formatAge("2026-11-20T11:59:50Z", now)).toBe("now");
  expect(formatAge("2026-11-20T11:56:30Z", now)).toMatch(/^3 min/);
  expect(formatAge("2026-11-20T09:01:00Z", now)).toMatch(/^2 h/);
});

test("minutes as hours", () => {
  expect(formatMinutes(102)).toBe("1:42");
  expect(formatMinutes(-5)).toBe("-0:05");
});

test("sizes in the unit that people would say", () => {
  expect(["900 B", "2 kB", "61.8 MB", "60.3 GB"]).toEqual([900, 2048, 64801996, 64759000000].map(formatBytes));
});
