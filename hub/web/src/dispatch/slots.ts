import { formatInstant } from "@common/format";
import type { DispatchVisit, Slot } from "../data/dispatch";

/// The place a visit has now, for moving it back.
export function slotOf(visit: DispatchVisit | undefined, technician: string | undefined): Slot | undefined {
  if (!visit) return undefined;
  const { id: event, work_order, start, end } = visit;
  return { event, work_order, start, end, technician: technician ?? visit.technicians[0] ?? "" };
}

/// The visits of a lane as the board shows them: a visit on its way to another place already stands there.
export function visitsOfLane(visits: DispatchVisit[], technician: string, pending: Slot | undefined): DispatchVisit[] {
  return visits.flatMap((visit) => {
    const moving = pending?.event === visit.id ? pending : undefined;
    const here = moving ? moving.technician === technician : visit.technicians.includes(technician);
    if (!here) return [];
    return [moving ? { ...visit, start: moving.start, end: moving.end } : visit];
  });
}

/// Whether a visit would leave what the customer was promised; he is then told the new time.
export function breaksPromise({ window_from, window_to }: Pick<DispatchVisit, "window_from" | "window_to">, slot: Pick<Slot, "start">): boolean {
  if (!window_from || !window_to) return false;
  const start = Date.parse(slot.start);
  return start < Date.parse(window_from) || start > Date.parse(window_to);
}

export const promiseOf = ({ window_from, window_to }: Pick<DispatchVisit, "window_from" | "window_to">, zone: string): string =>
  `${formatInstant(window_from, "time", zone)}–${formatInstant(window_to, "time", zone)}`;

/// The message that says how far a visit has come on its way into the van.
export const markOf = (visit: Pick<DispatchVisit, "received" | "sent">): string =>
  visit.received ? "dispatch.received" : visit.sent ? "dispatch.sent" : "dispatch.not_sent";

const over = new Set(["done", "cancelled", "no_access", "broken_off", "expired"]);

export const isOver = (visit: Pick<DispatchVisit, "state"> | undefined): boolean => visit !== undefined && over.has(visit.state);
