import { expect, test } from "vitest";
import { addDays, fromLocalInput, instantAt, toLocalInput, wallClock } from "./zone";

const zone = "Europe/Vaduz";

test("wall clock and instant are each other's inverse", () => {
  expect(instantAt("2026-11-20", 8, 30, zone)).toBe("2026-11-20T07:30:00Z");
  expect(toLocalInput("2026-07-01T06:15:00Z", zone)).toBe("2026-07-01T08:15");
  expect(fromLocalInput("2026-07-01T08:15", zone)).toBe("2026-07-01T06:15:00Z");
});

test("the autumn hour means the first of the two", () => {
  expect(instantAt("2026-10-25", 2, 30, zone)).toBe("2026-10-25T00:30:00Z");
});

test("the spring gap gives a valid time beside it", () => {
  const at = instantAt("2026-03-29", 2, 30, zone);
  expect([1, 3]).toContain(wallClock(at, zone).hour);
});

test("half typed text is no instant", () => {
  expect(fromLocalInput("2026-07-", zone)).toBeNull();
});

test("days roll over months and leap days", () => {
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
});
