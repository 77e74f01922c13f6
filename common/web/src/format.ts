import type { Money, Quantity } from "./values";

/// Where the reader is: language of numbers and dates, zone of times.
export interface Place {
  locale: string;
  zone: string;
}

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
let here: Place = { locale: "en-GB", zone: browserZone };

/// Set once after sign-in and whenever the language changes; every format function reads it.
export function setPlace(language: string, zone?: string): void {
  here = { locale: regional(language), zone: zone || browserZone };
}

/// The region decides the order of day and month; a language without one is read as in Switzerland or Britain.
function regional(language: string): string {
  if (/^(en|de)[-_][A-Za-z]{2}$/.test(language)) return `${language.slice(0, 2)}-${language.slice(3).toUpperCase()}`;
  return language.startsWith("de") ? "de-CH" : "en-GB";
}

export const place = (): Place => here;

/// Digits stay exact: the decimal text goes to Intl as it is, never through a float.
export function formatDecimal(text: string | number, digits?: number): string {
  const exact = String(text);
  if (!/^-?\d+(\.\d+)?$/.test(exact)) return exact;
  const format = new Intl.NumberFormat(here.locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits ?? 6,
  });
  return format.format(exact as Intl.StringNumericLiteral);
}

export function formatMoney(money: Money | null | undefined): string {
  if (!money?.amount) return "";
  return `${money.currency} ${formatDecimal(money.amount, 2)}`;
}

/// UN/ECE recommendation 20 codes that the trade meets every day; others stay as codes.
const unitNames: Record<string, string> = {
  C62: "pc", H87: "pc", EA: "pc", MTR: "m", CMT: "cm", MMT: "mm", KMT: "km", MTK: "m²", MTQ: "m³", LTR: "l", KGM: "kg", GRM: "g",
  HUR: "h", MIN: "min", DAY: "d", KWH: "kWh", BAR: "bar", CEL: "°C", P1: "%", SET: "set", PR: "pair", XPK: "pack",
};

/// What German writes otherwise.
const germanUnits: Record<string, string> = { C62: "Stk.", H87: "Stk.", EA: "Stk.", HUR: "Std.", MIN: "Min.", DAY: "Tg.", SET: "Satz", PR: "Paar", XPK: "Pck." };

export function unitName(code: string | undefined): string {
  if (!code) return "";
  return (here.locale.startsWith("de") ? germanUnits[code] : undefined) ?? unitNames[code] ?? code;
}

export function formatQuantity(quantity: Quantity | null | undefined): string {
  if (!quantity?.value) return "";
  return `${formatDecimal(quantity.value)} ${unitName(quantity.unit)}`.trim();
}

const styles = {
  full: { weekday: "short", day: "2-digit", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  short: { day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit" },
  day: { weekday: "short", day: "2-digit", month: "short", year: "numeric" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/// The short form names the year where it is not this one.
export function formatInstant(at: string | null | undefined, style: keyof typeof styles = "short", zone = here.zone): string {
  const date = at ? new Date(at) : undefined;
  if (!date || Number.isNaN(date.getTime())) return "";
  const other = style === "short" && date.getUTCFullYear() !== new Date().getUTCFullYear();
  return new Intl.DateTimeFormat(here.locale, { ...styles[style], ...(other && { year: "numeric" }), timeZone: zone, hourCycle: "h23" }).format(date);
}

export const formatTime = (at: string | null | undefined): string => formatInstant(at, "time");

/// A calendar day has no zone: it is shown as written, wherever the reader is.
export function formatDay(day: string | null | undefined): string {
  if (!day || !/^\d{4}-\d{2}-\d{2}/.test(day)) return "";
  return formatInstant(`${day.slice(0, 10)}T12:00:00Z`, "day", "UTC");
}

/// "3 min ago", "in 2 hours"; under 30 seconds nothing is worth a number.
export function formatAge(at: string | null | undefined, now = Date.now()): string {
  const then = at ? new Date(at).getTime() : Number.NaN;
  if (Number.isNaN(then)) return "";
  const seconds = Math.round((then - now) / 1000);
  const format = new Intl.RelativeTimeFormat(here.locale, { numeric: "auto", style: "short" });
  const size = Math.abs(seconds);
  if (size < 30) return format.format(0, "second");
  if (size < 3600) return format.format(Math.trunc(seconds / 60) || Math.sign(seconds), "minute");
  if (size < 86_400) return format.format(Math.trunc(seconds / 3600), "hour");
  return format.format(Math.trunc(seconds / 86_400), "day");
}

export function formatMinutes(minutes: number | null | undefined): string {
  if (minutes === null || minutes === undefined || !Number.isFinite(minutes)) return "";
  const whole = Math.round(Math.abs(minutes));
  const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  return minutes < 0 ? `-${text}` : text;
}

export function formatBytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${formatDecimal((size / 1024).toFixed(0))} kB`;
  if (size < 1024 ** 3) return `${formatDecimal((size / 1024 ** 2).toFixed(1))} MB`;
  return `${formatDecimal((size / 1024 ** 3).toFixed(1))} GB`;
}
