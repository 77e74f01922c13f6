/// Wall-clock arithmetic of a named zone on top of Intl, so that no zone table is shipped.

export interface WallClock {
  day: string;
  hour: number;
  minute: number;
}

export function wallClock(at: string | number | Date, zone: string): WallClock {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? "";
  return {
    day: `${part("year")}-${part("month")}-${part("day")}`,
    hour: Number(part("hour")),
    minute: Number(part("minute")),
  };
}

export const pad = (value: number): string => String(value).padStart(2, "0");

/// The instant at which the zone's wall clock shows `day` `hour`:`minute`.
/// In the spring gap the next valid minute is meant, in the autumn hour the first of the two.
export function instantAt(day: string, hour: number, minute: number, zone: string): string {
  const wanted = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)), hour, minute);
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map((near) => offsetMs(near, zone));
  const [before, after] = offsets as [number, number];
  const first = wanted - before;
  const fits = first + offsetMs(first, zone) === wanted;
  const chosen = fits ? first : wanted - after;
  return isoSeconds(chosen + offsetMs(chosen, zone) === wanted ? chosen : first);
}

export const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

function offsetMs(at: number, zone: string): number {
  const wall = wallClock(at, zone);
  const [year, month, day] = wall.day.split("-").map(Number) as [number, number, number];
  const shown = Date.UTC(year, month - 1, day, wall.hour, wall.minute);
  return shown - Math.floor(at / 60_000) * 60_000;
}

/// For `<input type="datetime-local">`.
export function toLocalInput(at: string | null | undefined, zone: string): string {
  if (!at || Number.isNaN(Date.parse(at))) return "";
  const wall = wallClock(at, zone);
  return `${wall.day}T${pad(wall.hour)}:${pad(wall.minute)}`;
}

export function fromLocalInput(text: string, zone: string): string | null {
  const match = text.match(/^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/);
  if (!match) return null;
  return instantAt(match[1]!, Number(match[2]), Number(match[3]), zone);
}

/// Calendar days forward or back, free of zones.
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

export const todayIn = (zone: string, now: number = Date.now()): string => wallClock(now, zone).day;
