import { expect, test } from "vitest";
import { parseRule, writeRule } from "./rule";

test.each(["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6", "FREQ=YEARLY;UNTIL=20281231T235959Z"])("%s is read and written alike", (text) => {
  expect(writeRule(parseRule(text)!)).toBe(text);
});

test("a prefix, small letters and the days' order do not matter", () => {
  expect(writeRule(parseRule("RRULE:freq=weekly;byday=fr,mo")!)).toBe("FREQ=WEEKLY;BYDAY=MO,FR");
});

test.each(["FREQ=MONTHLY;BYDAY=1MO", "FREQ=DAILY;BYHOUR=8", "every day", "", "FREQ=WEEKLY;INTERVAL=0"])("%s is more than the editor shows, or none", (text) => {
  expect(parseRule(text)).toBeUndefined();
});

test("a count stands before a last day: both at once are none of RFC 5545", () => {
  expect(writeRule({ every: "DAILY", interval: 1, weekdays: [], count: 3, until: "2027-01-01" })).toBe("FREQ=DAILY;COUNT=3");
});
