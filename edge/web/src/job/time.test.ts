import { describe, expect, it } from "vitest";
import { spentMinutes } from "./time";

const entry = (start: string, end: string | null, minutes: number | null) =>
  ({ id: start, activity: "labour", start, end, minutes });

describe("spentMinutes", () => {
  const now = Date.parse("2026-11-20T09:00:00Z");

  it("adds ended entries and what runs", () => {
    const entries = [entry("2026-11-20T07:00:00Z", "2026-11-20T07:30:00Z", 30)];
    expect(spentMinutes({ time: { running: null, entries } }, now)).toBe(30);
    const running = { activity: "labour", start: "2026-11-20T08:48:00Z" };
    expect(spentMinutes({ time: { running, entries } }, now)).toBe(42);
  });

  it("does not count the running one twice when it is also listed", () => {
    const running = { activity: "labour", start: "2026-11-20T08:50:00Z" };
    const entries = [entry("2026-11-20T08:50:00Z", null, null)];
    expect(spentMinutes({ time: { running, entries } }, now)).toBe(10);
  });

  it("takes a start in the future, by a clock set back, for nothing", () => {
    const running = { activity: "labour", start: "2026-11-20T09:05:00Z" };
    expect(spentMinutes({ time: { running, entries: [] } }, now)).toBe(0);
  });
});
