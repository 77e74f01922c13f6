import { expect, test } from "vitest";
import { perDay, totals, type Use } from "./use";

const use = (day: string, requests: number, errors = 0): Use => ({ day, requests, errors, refused: 0, bytes: 0, last_at: `${day}T10:00:00Z` });

test("days without use are nought, and the last one is today", () => {
  expect(perDay([use("2026-11-18", 4), use("2026-11-20", 7)], new Date("2026-11-20T12:00:00Z"), 4)).toEqual([0, 4, 0, 7]);
  expect(perDay([], new Date("2026-11-20T12:00:00Z"), 2)).toEqual([0, 0]);
});

test("totals of all days", () => {
  expect(totals([use("2026-11-18", 4, 1), use("2026-11-20", 7, 2)])).toEqual({ requests: 11, errors: 3 });
});
