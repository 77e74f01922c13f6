import { expect, test } from "vitest";
import { dayHint, dayPattern, readClock, readDay } from "./day";

const today = new Date("2026-11-21T12:00:00Z");

test.each([["en-GB", "DD/MM/YYYY"], ["de-CH", "DD.MM.YYYY"], ["en-US", "MM/DD/YYYY"]])("%s writes %s", (locale, pattern) => {
  expect(dayPattern(locale)).toBe(pattern);
});

test("the hint is in the reader's letters", () => {
  expect([dayHint("en-GB"), dayHint("de-CH")]).toEqual(["dd/mm/yyyy", "TT.MM.JJJJ"]);
});

test.each([
  ["21/11/2026", "en-GB", "2026-11-21"],
  ["3/4/26", "en-GB", "2026-04-03"],
  ["3/4/26", "en-US", "2026-03-04"],
  ["3.4.2026", "de-CH", "2026-04-03"],
  ["3.4.", "de-CH", "2026-04-03"],
  ["21112026", "en-GB", "2026-11-21"],
  ["2026-11-21", "en-GB", "2026-11-21"],
  ["31/02/2026", "en-GB", null],
  ["11/21/2026", "en-GB", null],
  ["21/11/202", "en-GB", null],
  ["soon", "en-GB", null],
  ["", "en-GB", null],
])("%s typed in %s is %s", (text, locale, day) => {
  expect(readDay(text, locale, today)).toBe(day);
});

test.each([["9", "09:00"], ["930", "09:30"], ["1745", "17:45"], ["9.30", "09:30"], ["09:30", "09:30"], ["24", null], ["9:60", null], ["noon", null], ["", null]])(
  "%s on the clock is %s",
  (text, time) => {
    expect(readClock(text)).toBe(time);
  },
);
