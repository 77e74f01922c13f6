import type { Safety } from "../agent/types";

/// So long before the end, or a third of a short time, the van calls.
const callsMs = 5 * 60_000;

export type Alarm = "quiet" | "soon" | "over";

export function alarmOf(safety: Safety, nowMs: number): Alarm {
  const left = Date.parse(safety.due) - nowMs;
  if (safety.state === "fired" || left <= 0) return "over";
  return left <= Math.min(callsMs, (safety.minutes * 60_000) / 3) ? "soon" : "quiet";
}

/// "12:05", hours only when there are some; nothing once it is over.
export function leftText(safety: Safety, nowMs: number): string {
  const seconds = Math.ceil((Date.parse(safety.due) - nowMs) / 1_000);
  if (seconds <= 0) return "";
  const two = (figure: number) => String(figure).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
