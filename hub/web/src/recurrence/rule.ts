/// The parts of an RFC 5545 rule that the editor knows. Whatever else a rule says stays text.
export interface Rule {
  every: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  interval: number;
  /// MO to SU; of weeks.
  weekdays: string[];
  /// Day of the month; of months. Negative counts from the end.
  monthDay?: number;
  count?: number;
  /// The last day, as in ISO 8601.
  until?: string;
}

export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;

export const usualRule: Rule = { every: "WEEKLY", interval: 1, weekdays: [] };

/// Undefined for a rule that says more than the editor can show: it must not be lost by opening it.
export function parseRule(text: string): Rule | undefined {
  const parts = new Map(text.replace(/^RRULE:/i, "").split(";").filter(Boolean).map((part) => part.toUpperCase().split("=") as [string, string]));
  const every = frequencies.find((one) => one === parts.get("FREQ"));
  if (!every) return undefined;
  const rule: Rule = { every, interval: Number(parts.get("INTERVAL") ?? 1), weekdays: parts.get("BYDAY")?.split(",") ?? [] };
  const monthDay = parts.get("BYMONTHDAY");
  if (monthDay !== undefined) rule.monthDay = Number(monthDay);
  const count = parts.get("COUNT");
  if (count !== undefined) rule.count = Number(count);
  const until = parts.get("UNTIL")?.match(/^(\d{4})(\d\d)(\d\d)/);
  if (until) rule.until = `${until[1]}-${until[2]}-${until[3]}`;
  const known = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"];
  const fits = [...parts.keys()].every((name) => known.includes(name)) && rule.weekdays.every((day) => (weekdays as readonly string[]).includes(day))
    && rule.interval >= 1 && (rule.weekdays.length === 0 || every === "WEEKLY") && (rule.monthDay === undefined || (every === "MONTHLY" && Number.isInteger(rule.monthDay)));
  return fits ? rule : undefined;
}

export function writeRule({ every, interval, weekdays: days, monthDay, count, until }: Rule): string {
  const parts = [`FREQ=${every}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (every === "WEEKLY" && days.length > 0) parts.push(`BYDAY=${weekdays.filter((day) => days.includes(day)).join(",")}`);
  if (every === "MONTHLY" && monthDay) parts.push(`BYMONTHDAY=${monthDay}`);
  if (count) parts.push(`COUNT=${count}`);
  else if (until) parts.push(`UNTIL=${until.replaceAll("-", "")}T235959Z`);
  return parts.join(";");
}
