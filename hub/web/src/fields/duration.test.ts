import { expect, test } from "vitest";
import { readMinutes, writeMinutes } from "./duration";

test.each([
  ["90", 90], ["1:30", 90], ["1h 30", 90], ["1 h 30 min", 90], ["1.5 h", 90], ["1,5 Std.", 90], ["2 h", 120], ["45 min", 45], ["0", 0], ["", null], ["soon", null], ["1:75", null],
])("%s", (text, minutes) => {
  expect(readMinutes(text)).toBe(minutes);
});

test.each([[90, "1 h 30 min"], [120, "2 h"], [45, "45 min"], [0, "0 min"]])("%d is written and read alike", (minutes, text) => {
  expect(writeMinutes(minutes)).toBe(text);
  expect(readMinutes(text)).toBe(minutes);
});
