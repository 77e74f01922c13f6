import { useEffect, useState } from "react";
import type { Visit } from "../agent/types";
import { minutesBetween } from "../format";
import { textOr, type Say } from "../text";

/// The time now, read again every `everyMs`; null stands still.
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

/// Minutes of all ended entries and of the one that runs.
export function spentMinutes(visit: Pick<Visit, "time">, nowMs: number): number {
  const ended = visit.time.entries
    .filter((entry) => entry.end !== null && entry.end !== undefined)
    .reduce((sum, entry) => sum + (entry.minutes ?? minutesBetween(entry.start, Date.parse(entry.end!))), 0);
  const running = visit.time.running;
  return ended + (running ? Math.max(0, minutesBetween(running.start, nowMs)) : 0);
}

export const activityText = (t: Say, activity: string): string => textOr(t, `time.${activity}`, activity);
