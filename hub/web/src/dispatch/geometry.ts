import { instantAt, isoSeconds, wallClock } from "@common/zone";

/// The board shows the working day by the wall clock of the company's zone, in minutes since midnight.
export const firstMinute = 6 * 60;
export const lastMinute = 20 * 60;
export const span = lastMinute - firstMinute;
export const snapMinutes = 15;
export const shortestMinutes = 15;

export const hours = Array.from({ length: span / 60 + 1 }, (_, index) => firstMinute / 60 + index);

/// Minutes since midnight of `day`; below 0 the day before, above 1440 the day after.
export function minuteOf(at: string, day: string, zone: string): number {
  const wall = wallClock(at, zone);
  const days = Math.round((Date.parse(`${wall.day}T12:00:00Z`) - Date.parse(`${day}T12:00:00Z`)) / 86_400_000);
  return days * 1440 + wall.hour * 60 + wall.minute;
}

export const instantOf = (minute: number, day: string, zone: string): string =>
  instantAt(day, Math.floor(minute / 60), minute % 60, zone);

/// Time is added to the instant, not to the wall clock: a two-hour visit over the change of clocks stays two hours.
export const plusMinutes = (at: string, minutes: number): string => isoSeconds(Date.parse(at) + minutes * 60_000);

export const minutesBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 60_000);

/// Share of the board's width, cut at its edges.
export const percentOf = (minute: number): number => (Math.max(0, Math.min(span, minute - firstMinute)) / span) * 100;

export interface Box {
  left: number;
  width: number;
}

/// Where a bar stands on the board, in percent; undefined where it lies wholly outside.
export function boxOf(from: number, to: number): Box | undefined {
  if (to <= firstMinute || from >= lastMinute) return undefined;
  const left = percentOf(from);
  return { left, width: Math.max(percentOf(to) - left, 1.2) };
}

/// The snapped start for a bar of `minutes` whose left edge is at `x` of a lane `width` wide; it never leaves the board.
export function startAt(x: number, width: number, minutes: number): number {
  const raw = firstMinute + (x / Math.max(width, 1)) * span;
  const snapped = Math.round(raw / snapMinutes) * snapMinutes;
  const latest = Math.max(firstMinute, lastMinute - Math.ceil(minutes / snapMinutes) * snapMinutes);
  return Math.max(firstMinute, Math.min(latest, snapped));
}

/// When most days begin: where nothing else decides, a visit is proposed then, not at night.
const usualMinute = 8 * 60;

/// The start to propose where only the day is known: never a time that is over.
export function firstStart(day: string, zone: string, now: string): string {
  const minute = minuteOf(now, day, zone);
  const next = Math.ceil(minute / snapMinutes) * snapMinutes;
  return instantOf(minute < 1440 ? Math.max(usualMinute, next) : usualMinute, day, zone);
}

/// The start to propose within a free stretch.
export function usualStart({ from, to }: Spanned, minutes: number): number {
  const earliest = Math.ceil(from / snapMinutes) * snapMinutes;
  if (earliest + minutes > to) return from;
  return usualMinute > earliest && usualMinute + minutes <= to ? usualMinute : earliest;
}

/// The start where a free stretch was clicked, moved so that the visit ends within it.
export function clickedStart(x: number, width: number, { from, to }: Spanned, minutes: number): number {
  return Math.max(from, Math.min(to - minutes, startAt(x, width, minutes)));
}

export interface Spanned {
  from: number;
  to: number;
}

/// Rows for bars of one lane so that none covers another: the first free row for each, in order of start.
export function assignRows<T extends Spanned>(bars: T[]): (T & { row: number })[] {
  const ends: number[] = [];
  return [...bars]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map((bar) => {
      const free = ends.findIndex((end) => end <= bar.from);
      const row = free < 0 ? ends.length : free;
      ends[row] = bar.to;
      return { ...bar, row };
    });
}

/// The parts of the day in which nobody should be booked: what lies between the stretches of availability.
export function closedParts(open: Spanned[]): Spanned[] {
  const sorted = [...open].sort((a, b) => a.from - b.from);
  const closed: Spanned[] = [];
  let at = firstMinute;
  for (const part of sorted) {
    if (part.from > at) closed.push({ from: at, to: Math.min(part.from, lastMinute) });
    at = Math.max(at, part.to);
  }
  if (at < lastMinute) closed.push({ from: at, to: lastMinute });
  return closed;
}

const urgency = ["emergency", "urgent", "critical", "high", "normal", "medium", "low"];

/// Most urgent first; unknown words count as normal.
export function byUrgency<T extends { priority?: string; number: string }>(jobs: T[]): T[] {
  const rank = (job: T) => {
    const at = urgency.indexOf(job.priority ?? "normal");
    return at < 0 ? urgency.indexOf("normal") : at;
  };
  return [...jobs].sort((a, b) => rank(a) - rank(b) || a.number.localeCompare(b.number));
}
