/// Times, days and amounts as the technician reads them; in the branch's zone, 24 hours.
let zone: string | undefined;

/// The zone in which the branch plans; the device's own until the agent has told it.
export function setZone(name: string | null | undefined): void {
  zone = name || undefined;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
/// A plain day is noon in UTC and shown there, so that no zone moves it to its neighbour.
const pointOf = (text: string): { date: Date; timeZone: string | undefined } =>
  isDay(text) ? { date: new Date(`${text}T12:00:00Z`), timeZone: "UTC" } : { date: new Date(text), timeZone: zone };

const locale = (language: string): string => (language === "de" ? "de-CH" : "en-GB");

export function clockTime(instant: string | null | undefined, language: string): string {
  if (!instant) return "";
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(locale(language), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(date);
}

export function dayName(day: string | null | undefined, language: string): string {
  if (!day) return "";
  const { date, timeZone } = pointOf(day);
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(locale(language), { weekday: "long", day: "numeric", month: "long", timeZone }).format(date);
}

export function dateText(instant: string | null | undefined, language: string): string {
  if (!instant) return "";
  const { date, timeZone } = pointOf(instant);
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(locale(language), { day: "2-digit", month: "2-digit", year: "numeric", timeZone }).format(date);
}

/// The day that it is in the branch's zone, as a plain day.
export function plainDay(date: Date): string {
  const parts = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: zone }).formatToParts(date);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/// The time alone today, with day and month in the same year, with the whole date before that.
export function momentText(instant: string | null | undefined, language: string, now = new Date()): string {
  if (!instant) return "";
  const same = dateText(instant, language) === dateText(now.toISOString(), language);
  const time = clockTime(instant, language);
  if (same) return time;
  const day = new Date(instant).getFullYear() === now.getFullYear()
    ? new Intl.DateTimeFormat(locale(language), { day: "numeric", month: "short", timeZone: zone }).format(new Date(instant))
    : dateText(instant, language);
  return `${day} ${time}`;
}

/// Minutes as h:mm, never negative: a clock set back must not show nonsense.
export function durationText(minutes: number): string {
  const whole = Math.max(0, Math.floor(minutes));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export const minutesBetween = (from: string, toMs: number): number => (toMs - Date.parse(from)) / 60_000;

export function sizeText(bytes: number, language: string): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const digits = power === 0 ? 0 : 1;
  const number = new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits });
  return `${number.format(bytes / 1000 ** power)} ${units[power]}`;
}

/// Reads a typed number with comma or point; gives the plain decimal ("-1.5") that the agent takes, or null.
export function readDecimal(typed: string): string | null {
  const text = typed.trim().replace(",", ".");
  if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(text)) return null;
  const negative = text.startsWith("-");
  let [whole = "", part = ""] = text.replace("-", "").split(".");
  whole = whole.replace(/^0+(?=\d)/, "") || "0";
  part = part.replace(/0+$/, "");
  const plain = part ? `${whole}.${part}` : whole;
  return negative && plain !== "0" ? `-${plain}` : plain;
}

/// A stored decimal with the language's own separator, and without trailing zeros.
export function decimalText(value: string | number | null | undefined, language: string): string {
  if (value === null || value === undefined || value === "") return "";
  const plain = readDecimal(String(value)) ?? String(value);
  return language === "de" ? plain.replace(".", ",") : plain;
}

/// UN/ECE codes of units as the trade says them; "piece" needs no word.
const units: Record<string, string> = {
  H87: "", C62: "", EA: "", MTR: "m", LTR: "l", KGM: "kg", GRM: "g", HUR: "h", MIN: "min", BAR: "bar", CEL: "°C",
  CMT: "cm", MMT: "mm", KWH: "kWh", VLT: "V", AMP: "A",
};

export const unitText = (unit: string | null | undefined): string => (unit ? (units[unit] ?? unit) : "");

export function amountText(value: string | number, unit: string | null | undefined, language: string): string {
  return [decimalText(value, language), unitText(unit)].filter(Boolean).join(" ");
}
