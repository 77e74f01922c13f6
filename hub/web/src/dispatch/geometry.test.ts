import { describe, expect, test } from "vitest";
import { assignRows, boxOf, byUrgency, clickedStart, closedParts, firstMinute, firstStart, instantOf, lastMinute, minuteOf, plusMinutes, startAt, usualStart } from "./geometry";

const zone = "Europe/Vaduz";

describe("minutes of the day", () => {
  test("are the wall clock of the company", () => {
    expect(minuteOf("2026-11-20T07:30:00Z", "2026-11-20", zone)).toBe(8 * 60 + 30);
    expect(instantOf(8 * 60 + 30, "2026-11-20", zone)).toBe("2026-11-20T07:30:00Z");
  });

  test("count on into the neighbouring days", () => {
    expect(minuteOf("2026-11-20T23:30:00Z", "2026-11-20", zone)).toBe(1440 + 30);
    expect(minuteOf("2026-11-19T22:00:00Z", "2026-11-20", zone)).toBe(-60);
  });

  test("a visit keeps its length over the change of clocks", () => {
    expect(plusMinutes("2026-10-25T00:30:00Z", 120)).toBe("2026-10-25T02:30:00Z");
  });
});

describe("boxOf", () => {
  test("is cut at the edges of the board", () => {
    expect(boxOf(0, firstMinute + 84)).toEqual({ left: 0, width: 10 });
  });

  test("is nothing outside", () => {
    expect(boxOf(0, firstMinute)).toBeUndefined();
    expect(boxOf(lastMinute, lastMinute + 60)).toBeUndefined();
  });
});

describe("startAt", () => {
  test("snaps to quarters of an hour", () => {
    expect(startAt(840 / 14 + 5, 840, 60)).toBe(7 * 60);
    expect(startAt(840 / 14 + 8, 840, 60)).toBe(7 * 60 + 15);
  });

  test("never leaves the board", () => {
    expect(startAt(-500, 840, 60)).toBe(firstMinute);
    expect(startAt(5000, 840, 90)).toBe(lastMinute - 90);
    expect(startAt(5000, 840, 5000)).toBe(firstMinute);
  });
});

test("overlapping visits get rows of their own, touching ones share", () => {
  const rows = assignRows([{ from: 0, to: 60 }, { from: 30, to: 90 }, { from: 60, to: 120 }, { from: 90, to: 100 }]);
  expect(rows.map((one) => one.row)).toEqual([0, 1, 0, 1]);
});

test("the day is closed outside availability", () => {
  expect(closedParts([{ from: 13 * 60, to: 17 * 60 }, { from: 7 * 60, to: 12 * 60 }])).toEqual([
    { from: 360, to: 420 }, { from: 720, to: 780 }, { from: 1020, to: 1200 },
  ]);
  expect(closedParts([])).toEqual([{ from: 360, to: 1200 }]);
  expect(closedParts([{ from: 0, to: 1440 }])).toEqual([]);
});

test("the most urgent job is first, unknown words count as normal", () => {
  const jobs = [{ number: "1", priority: "low" }, { number: "2" }, { number: "3", priority: "emergency" }, { number: "4", priority: "odd" }];
  expect(byUrgency(jobs).map((job) => job.number)).toEqual(["3", "2", "4", "1"]);
});

test("a visit is proposed at eight where that is free, else at the first quarter", () => {
  expect(usualStart({ from: 0, to: 1440 }, 60)).toBe(480);
  expect(usualStart({ from: 605, to: 720 }, 60)).toBe(615);
  expect(usualStart({ from: 0, to: 500 }, 60)).toBe(0);
  expect(usualStart({ from: 605, to: 665 }, 60)).toBe(605);
});

test("a click near the end of a free stretch still ends within it", () => {
  expect(clickedStart(0, 840, { from: 400, to: 500 }, 60)).toBe(400);
  expect(clickedStart(130, 840, { from: 400, to: 500 }, 60)).toBe(440);
});

test("a day without more is proposed from eight, today from the next quarter hour", () => {
  const start = (now: string) => firstStart("2026-11-17", "Europe/Vaduz", now);
  expect(start("2026-11-16T13:00:00Z")).toBe("2026-11-17T07:00:00Z");
  expect(start("2026-11-17T05:10:00Z")).toBe("2026-11-17T07:00:00Z");
  expect(start("2026-11-17T10:36:00Z")).toBe("2026-11-17T10:45:00Z");
  expect(start("2026-11-17T10:45:00Z")).toBe("2026-11-17T10:45:00Z");
  expect(start("2026-11-18T10:36:00Z")).toBe("2026-11-17T07:00:00Z");
});
