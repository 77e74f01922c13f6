import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";

/// A way to place a type's records in a calendar: one field, or a beginning with its end.
export interface Times {
  name: string;
  label: string;
  start: FieldMeta;
  end?: FieldMeta;
}

const ends: Record<string, string> = { start: "end", from: "to", starts_at: "ends_at", planned_start: "planned_end", actual_start: "actual_end", window_from: "window_to", valid_from: "valid_to" };
const planned = new Set(["start", "starts_at", "planned_start"]);

/// The ways, the likeliest first; an end has no entry of its own.
export function timesOf(type: TypeMeta): Times[] {
  const days = type.fields.filter((field) => (field.kind === "instant" || field.kind === "date") && !field.list && !field.secret);
  const endOf = (field: FieldMeta) => days.find((one) => one.name === ends[field.name] && one.kind === field.kind);
  const taken = new Set(days.map((field) => endOf(field)?.name));
  const all = days.filter((field) => !taken.has(field.name)).map((start): Times => ({ name: start.name, label: start.label, start, end: endOf(start) }));
  // What the list shows or each record has comes first, then a beginning with an end before a single moment, what people set
  // before what rules set, and what is planned before what was promised: a promise is often not there.
  const rank = ({ name, start: field, end }: Times) =>
    (type.columns?.includes(name) || field.required ? 0 : 8) + (end ? 0 : 4) + (field.derived || field.readonly ? 2 : 0) + (field.required || planned.has(name) ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}

export interface Entry {
  id: string;
  title: string;
  start: string;
  end: string;
  allDay: boolean;
  /// Nobody has said when it ends.
  extendedProps?: { isOpen: boolean };
}

const usualMs = 30 * 60_000;
const dayMs = 86_400_000;

/// The record as an entry; nothing where it has no beginning. Instants are put on the reader's wall clock, because the
/// calendar knows no zones; the last day of a stretch of days is a part of it.
export function entryOf({ start, end }: Times, row: RecordData, title: string, toWall: (instant: string) => string): Entry | undefined {
  const from = row[start.name] as string | undefined;
  if (!from) return undefined;
  const to = (end && (row[end.name] as string | undefined)) || undefined;
  if (start.kind === "date") {
    const last = to && to >= from ? to : from;
    return { id: row.id, title, allDay: true, start: from, end: new Date(Date.parse(`${last}T00:00:00Z`) + dayMs).toISOString().slice(0, 10) };
  }
  if (to && to > from) return { id: row.id, title, allDay: false, start: toWall(from), end: toWall(to) };
  const until = new Date(Date.parse(from) + usualMs).toISOString();
  return { id: row.id, title, allDay: false, start: toWall(from), end: toWall(until), extendedProps: { isOpen: true } };
}
