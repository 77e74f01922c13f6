import type { DispatchVisit } from "../data/dispatch";

const running = new Set(["on_my_way", "on_site", "paused"]);

/// How far the day's visits are. Cancelled ones do not count.
export function progressOf(visits: Pick<DispatchVisit, "state">[]) {
  const counted = visits.filter((visit) => visit.state !== "cancelled" && visit.state !== "expired");
  return {
    total: counted.length,
    done: counted.filter((visit) => visit.state === "done").length,
    running: counted.filter((visit) => running.has(visit.state)).length,
  };
}
