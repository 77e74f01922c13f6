import type { TFunction } from "i18next";

export interface Job {
  id: string;
  kind: string;
  about: string;
  state: JobState;
  attempts: number;
  error: string;
  created_at: string;
  run_at: string;
  finished_at: string | null;
  progress: { done: number; total: number } | null;
}

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface JobPage {
  items: Job[];
  next_page_token: string;
  counts: Record<JobState, number>;
  kinds: Record<string, number>;
}

export const jobStates: JobState[] = ["failed", "running", "waiting", "done", "cancelled"];

/// What a kind is called; a new one stands there by its own name.
export const kindText = (kind: string, t: TFunction): string => t([`jobs.kind.${kind}`, kind.replaceAll("_", " ")]);

/// Per cent, or nothing while the total is unknown.
export const percentOf = ({ progress }: Job): number | undefined =>
  progress && progress.total > 0 ? Math.min(100, Math.round((100 * progress.done) / progress.total)) : undefined;

export const mayRetry = ({ state }: Job): boolean => state === "failed" || state === "cancelled" || state === "waiting";
export const mayCancel = ({ state }: Job): boolean => state !== "done" && state !== "cancelled";
