/// Stretches of days that the filter language names, so that a saved view stays true tomorrow.
export const periods = [
  "today", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month", "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year", "next_year",
] as const;
export type Period = (typeof periods)[number];

const written = /^([a-z_]+)\(\)$/;
const around = /^today\(\)( [+-] \d+)?$/;

export const periodOf = (value: string): Period | undefined => periods.find((name) => name === value.match(written)?.[1]);

/// "today() - 7" and the like, and the names of periods: never quoted.
export const isComputedDay = (value: string): boolean => around.test(value) || periodOf(value) !== undefined;
