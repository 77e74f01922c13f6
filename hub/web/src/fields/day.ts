import { place } from "@common/format";
import { pad } from "@common/zone";

type Part = "day" | "month" | "year";
const marks: Record<string, string> = { day: "DD", month: "MM", year: "YYYY" };

const partsOf = (locale: string) =>
  new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }).formatToParts(0);

/// How the reader's region writes a day in figures: "DD/MM/YYYY", "DD.MM.YYYY". The browser's own date fields follow the
/// browser's language instead, and so would mix up day and month for half of the readers.
export const dayPattern = (locale = place().locale): string => partsOf(locale).map(({ type, value }) => marks[type] ?? value).join("");

/// The pattern as the reader spells it: "dd/mm/yyyy", "TT.MM.JJJJ".
export const dayHint = (locale = place().locale): string =>
  locale.startsWith("de") ? dayPattern(locale).replaceAll("D", "T").replaceAll("Y", "J") : dayPattern(locale).toLowerCase();

/// Reads a typed day in the region's order, with any separators or none, or as in ISO 8601; null while it is none.
/// A year of two figures is one of this century, a missing year is this one.
export function readDay(text: string, locale = place().locale, today = new Date()): string | null {
  const typed = text.trim();
  const iso = typed.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (iso) return checked(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const order = partsOf(locale).map(({ type }) => type).filter((type) => type in marks) as Part[];
  const figures = /^\d{6}$|^\d{8}$/.test(typed) && order[2] === "year" ? [typed.slice(0, 2), typed.slice(2, 4), typed.slice(4)] : typed.split(/[^\d]+/).filter(Boolean);
  const named = figures.length === 2 ? order.filter((part) => part !== "year") : order;
  if (figures.length !== named.length) return null;
  const of = (part: Part) => figures[named.indexOf(part)];
  const year = of("year") ?? String(today.getFullYear());
  if (year.length !== 2 && year.length !== 4) return null;
  return checked(Number(year) + (year.length === 2 ? 2000 : 0), Number(of("month")), Number(of("day")));
}

function checked(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? `${year}-${pad(month)}-${pad(day)}` : null;
}

/// "9", "930", "9.30", "09:30" on the clock of 24 hours; null while it is no time.
export function readClock(text: string): string | null {
  const match = text.trim().match(/^(\d{1,2})(?:[.:h ]?(\d{2}))?$/);
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  return hour < 24 && minute < 60 ? `${pad(hour)}:${pad(minute)}` : null;
}
