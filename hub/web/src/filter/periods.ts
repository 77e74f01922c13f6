import { pad } from "@common/zone";

/// Stretches of days that a filter names by a function, so that a saved view stays true tomorrow.
export const periods = [
  "today", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month",
  "this_quarter", "last_quarter", "this_year", "last_year",
] as const;
export type Period = (typeof periods)[number];

const written = /^([a-z_]+)\(\)$/;
const around = /^today\(\)( [+-] \d+)?$/;

export const periodOf = (value: string): Period | undefined => periods.find((name) => name === value.match(written)?.[1]);

/// "today() - 7" and the like, and the names of periods: never quoted.
export const isComputedDay = (value: string): boolean => around.test(value) || periodOf(value) !== undefined;

/// First and last day of a period, as in ISO 8601; weeks begin on Monday.
export function daysOf(period: Period, today: string): [string, string] {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  const at = (y: number, m: number, d: number) => iso(new Date(Date.UTC(y, m - 1, d)));
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  const days = (from: number, to: number): [string, string] => [at(year, month, day + from), at(year, month, day + to)];
  const week = (weeks: number) => days(weeks * 7 - weekday, weeks * 7 - weekday + 6);
  const months = (first: number, count: number): [string, string] => [at(year, first, 1), at(year, first + count, 0)];
  const quarter = month - ((month - 1) % 3);
  switch (period) {
    case "today": return days(0, 0);
    case "this_week": return week(0);
    case "last_week": return week(-1);
    case "next_week": return week(1);
    case "this_month": return months(month, 1);
    case "last_month": return months(month - 1, 1);
    case "next_month": return months(month + 1, 1);
    case "this_quarter": return months(quarter, 3);
    case "last_quarter": return months(quarter - 3, 3);
    case "this_year": return [at(year, 1, 1), at(year, 12, 31)];
    case "last_year": return [at(year - 1, 1, 1), at(year - 1, 12, 31)];
  }
}

const iso = (date: Date): string => `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
