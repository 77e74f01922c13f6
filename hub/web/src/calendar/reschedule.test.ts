import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { isMovable, patchFor } from "./reschedule";

const field = (name: string, kind: string, more = {}) => ({ name, kind, label: name, ...more }) as FieldMeta;
const visit = { name: "start", label: "", start: field("start", "instant"), end: field("end", "instant") };
const leave = { name: "from", label: "", start: field("from", "date"), end: field("to", "date") };

test("a visit goes to the instant of the wall clock, in summer and winter", () => {
  expect(patchFor(visit, "2026-11-21T08:00", "2026-11-21T09:30", "Europe/Vaduz")).toEqual({ start: "2026-11-21T07:00:00Z", end: "2026-11-21T08:30:00Z" });
  expect(patchFor(visit, "2026-07-01T08:00", "2026-07-01T09:30", "Europe/Vaduz").start).toBe("2026-07-01T06:00:00Z");
});

test("the calendar's end of a whole day is the day after", () => {
  expect(patchFor(leave, "2026-11-30", "2026-12-02", "Europe/Vaduz")).toEqual({ from: "2026-11-30", to: "2026-12-01" });
  expect(patchFor({ ...leave, end: undefined }, "2026-11-30", "2026-12-01", "Europe/Vaduz")).toEqual({ from: "2026-11-30" });
});

test("what rules set is not dragged", () => {
  const type = (change: boolean) => ({ may: { change } }) as unknown as TypeMeta;
  expect([isMovable(type(true), visit), isMovable(type(false), visit), isMovable(type(true), { ...visit, end: field("end", "instant", { locked: true }) })]).toEqual([true, false, false]);
});
