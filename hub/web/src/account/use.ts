/// What a program did on one day; days without use are left out.
export interface Use {
  day: string;
  requests: number;
  errors: number;
  refused: number;
  bytes: number;
  last_at: string;
}

export const totals = (use: Use[]) => ({
  requests: use.reduce((sum, one) => sum + one.requests, 0),
  errors: use.reduce((sum, one) => sum + one.errors, 0),
});

/// Requests of each of the last `days` days, the last one today.
export function perDay(use: Use[], today: Date, days: number): number[] {
  const byDay = new Map(use.map((one) => [one.day, one.requests]));
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(today.getTime() - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return byDay.get(day) ?? 0;
  });
}
