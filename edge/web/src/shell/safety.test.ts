// features: X-39
import { expect, test } from "vitest";
import type { Safety } from "../agent/types";
import { alarmOf, leftText } from "./safety";

const start = Date.parse("2026-11-23T10:00:00Z");
const timer = (minutes: number, more: Partial<Safety> = {}): Safety => ({
  id: "1", state: "running", started: new Date(start).toISOString(), due: new Date(start + minutes * 60_000).toISOString(), minutes, known: true, visit: null, ...more,
});
const at = (minutes: number) => start + minutes * 60_000;

test("the van calls five minutes before the end, of a short time for its last third", () => {
  expect(alarmOf(timer(60), at(54))).toBe("quiet");
  expect(alarmOf(timer(60), at(55))).toBe("soon");
  expect(alarmOf(timer(6), at(3))).toBe("quiet");
  expect(alarmOf(timer(6), at(4))).toBe("soon");
});

test("what is over is over, also by the word of the office", () => {
  expect(alarmOf(timer(15), at(15))).toBe("over");
  expect(alarmOf(timer(15, { state: "fired" }), at(1))).toBe("over");
});

test("the time that is left runs to the second", () => {
  expect(leftText(timer(90), at(0))).toBe("1:30:00");
  expect(leftText(timer(15), at(14) + 55_000)).toBe("0:05");
  expect(leftText(timer(15), at(16))).toBe("");
});
