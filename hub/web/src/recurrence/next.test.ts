import { expect, test } from "vitest";
import { nextOf } from "./next";

const now = new Date("2026-10-22T12:00:00Z");

test("the hour stays on the wall clock over the end of summer time", async () => {
  expect(await nextOf("FREQ=WEEKLY;BYDAY=FR", "2026-10-02T06:00:00Z", "Europe/Vaduz", 2, now)).toEqual(["2026-10-23T06:00:00Z", "2026-10-30T07:00:00Z"]);
});

test("a count is counted from the beginning, and may be over", async () => {
  expect(await nextOf("FREQ=DAILY;COUNT=3", "2026-10-21T06:00:00Z", "Europe/Vaduz", 5, now)).toEqual(["2026-10-23T06:00:00Z"]);
  expect(await nextOf("FREQ=DAILY;COUNT=1", "2026-10-01T06:00:00Z", "Europe/Vaduz", 5, now)).toEqual([]);
});

test("what is no rule has no dates", async () => {
  expect(await nextOf("FREQ=SOMETIMES", "2026-10-01T06:00:00Z", "Europe/Vaduz", 5, now)).toBeUndefined();
});
