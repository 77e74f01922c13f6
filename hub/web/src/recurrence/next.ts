import { fromLocalInput, toLocalInput } from "@common/zone";

/// The first instants of a rule from now on, on the wall clock of its zone: eight o'clock stays eight o'clock over a clock change.
/// Undefined where the rule cannot be read.
export async function nextOf(rule: string, start: string, zone: string, count: number, now = new Date()): Promise<string[] | undefined> {
  const { RRule } = await import("rrule");
  // The library reckons in UTC; the wall clock is handed to it as if it were that.
  const asUtc = (instant: string) => new Date(`${toLocalInput(instant, zone)}:00Z`);
  try {
    const options = RRule.parseString(rule.replace(/^RRULE:/i, ""));
    const made = new RRule({ ...options, dtstart: asUtc(start) });
    const from = asUtc(now.toISOString());
    const found: string[] = [];
    for (let at = made.after(from, true); at && found.length < count; at = made.after(at)) found.push(fromLocalInput(at.toISOString().slice(0, 16), zone)!);
    return found;
  } catch {
    // What is being typed is no rule yet.
    return undefined;
  }
}
