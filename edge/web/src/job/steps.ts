import type { Card, Visit } from "../agent/types";

/// Where a visit stands, drawn as ① On my way ② On site ③ Work ④ Sign.
export type Step = "way" | "site" | "work" | "sign";
export type StepState = "done" | "now" | "open";

export const steps: Step[] = ["way", "site", "work", "sign"];

type Known = Pick<Card, "state" | "moves"> & Partial<Pick<Visit, "events" | "papers">>;

export const may = (visit: Pick<Card, "moves">, action: string): boolean =>
  visit.moves.some((move) => move.action === action);

/// Nobody waits for him any more: an estimate of his arrival would be of the past.
export const hasArrived = (state: string): boolean => ["on_site", "paused", "done", "no_access"].includes(state);

/// Work has begun when a start was recorded after the last arrival; a card without events tells it by its moves.
export function workBegun(visit: Known): boolean {
  if (visit.state === "paused" || visit.state === "done") return true;
  if (visit.state !== "on_site") return false;
  if (!visit.events?.length) return !may(visit, "start");
  const last = [...visit.events]
    .sort((a, b) => a.at.localeCompare(b.at))
    .filter((event) => event.kind === "arrived" || event.kind === "started" || event.kind === "resumed")
    .at(-1);
  return last ? last.kind !== "arrived" : !may(visit, "start");
}

const isSigned = (visit: Known): boolean =>
  !!visit.papers?.length && visit.papers.every((paper) => paper.signed_at || paper.state === "signed");

export function stepStates(visit: Known): Record<Step, StepState> {
  const all = (state: StepState) => ({ way: state, site: state, work: state, sign: state });
  switch (visit.state) {
    case "done":
      return all("done");
    case "on_my_way":
      return { ...all("open"), way: "now" };
    case "on_site":
    case "paused":
      if (!workBegun(visit)) return { ...all("open"), way: "done", site: "now" };
      return { way: "done", site: "done", work: "now", sign: isSigned(visit) ? "done" : "open" };
    default:
      return all("open");
  }
}

export const overStates = ["done", "cancelled", "declined", "no_access", "broken_off", "expired"];

export const isOver = (visit: Pick<Card, "state">): boolean => overStates.includes(visit.state);

/// The one thing to press now, or null when there is nothing left to do on this visit.
export function mainAction(visit: Known): string | null {
  if (isOver(visit)) return null;
  const order =
    visit.state === "on_site" && workBegun(visit)
      ? ["complete", "resume", "start"]
      : ["resume", "start", "arrive", "on-my-way", "complete", "accept"];
  return order.find((action) => may(visit, action)) ?? null;
}

/// Completing is offered only for work that was begun and is not paused.
export const mayComplete = (visit: Known): boolean => may(visit, "complete") && workBegun(visit);

/// What else may be done, in the order shown; the main action is not repeated.
export function otherActions(visit: Known): string[] {
  const main = mainAction(visit);
  const order = ["accept", "decline", "turn-back", "pause", "no-access", "complete", "on-my-way", "arrive"];
  return order.filter((action) => {
    if (action === main || !may(visit, action)) return false;
    return action !== "complete" || mayComplete(visit);
  });
}

/// The card to put on top: what is under way, else the first that is still to do.
export function nextVisit<T extends Pick<Card, "state" | "start">>(visits: T[]): T | null {
  const open = visits.filter((visit) => !isOver(visit));
  const underWay = ["on_site", "on_my_way", "paused"];
  for (const state of underWay) {
    const found = open.find((visit) => visit.state === state);
    if (found) return found;
  }
  return [...open].sort((a, b) => a.start.localeCompare(b.start))[0] ?? null;
}
