import { expect, test } from "vitest";
import type { DispatchVisit } from "../data/dispatch";
import { breaksPromise, markOf, slotOf, visitsOfLane } from "./slots";

const visit = { id: "v", work_order: "w", start: "s", end: "e", technicians: ["a", "b"] } as DispatchVisit;

test("a crew's visit stands in every lane of the crew", () => {
  expect(visitsOfLane([visit], "b", undefined)).toHaveLength(1);
  expect(visitsOfLane([visit], "c", undefined)).toHaveLength(0);
});

test("a visit being moved already stands at its new place", () => {
  const pending = { event: "v", work_order: "w", technician: "c", start: "s2", end: "e2" };
  expect(visitsOfLane([visit], "c", pending)[0]).toMatchObject({ start: "s2", end: "e2" });
  expect(visitsOfLane([visit], "a", pending)).toEqual([]);
});

test("the way back names the lane it came from", () => {
  expect(slotOf(visit, "b")).toEqual({ event: "v", work_order: "w", technician: "b", start: "s", end: "e" });
  expect(slotOf(undefined, "b")).toBeUndefined();
});

test("received counts more than sent", () => {
  expect(markOf({ received: true, sent: true })).toBe("dispatch.received");
  expect(markOf({ received: false, sent: true })).toBe("dispatch.sent");
  expect(markOf({ received: false, sent: false })).toBe("dispatch.not_sent");
});

test("only a start outside what was promised breaks the promise", () => {
  const promised = { window_from: "2026-11-20T08:00:00Z", window_to: "2026-11-20T10:00:00Z" };
  expect(breaksPromise(promised, { start: "2026-11-20T10:00:00Z" })).toBe(false);
  expect(breaksPromise(promised, { start: "2026-11-20T10:15:00Z" })).toBe(true);
  expect(breaksPromise(promised, { start: "2026-11-20T07:45:00Z" })).toBe(true);
  expect(breaksPromise({}, { start: "2026-11-20T07:45:00Z" })).toBe(false);
});
