import { expect, test } from "vitest";
import { kindText, mayCancel, mayRetry, percentOf, type Job, type JobState } from "./jobs";

const job = (state: JobState, progress: Job["progress"] = null): Job => ({
  id: "1", kind: "mail", about: "", state, attempts: 1, error: "", created_at: "", run_at: "", finished_at: null, progress,
});

test("what runs or is done is not asked for again, what has ended is not cancelled", () => {
  const states: JobState[] = ["waiting", "running", "done", "failed", "cancelled"];
  expect(states.filter((state) => mayRetry(job(state)))).toEqual(["waiting", "failed", "cancelled"]);
  expect(states.filter((state) => mayCancel(job(state)))).toEqual(["waiting", "running", "failed"]);
});

test("progress is told where the total is known", () => {
  expect(percentOf(job("running", { done: 150, total: 200 }))).toBe(75);
  expect(percentOf(job("running", { done: 150, total: 0 }))).toBeUndefined();
  expect(percentOf(job("running"))).toBeUndefined();
});

test("a kind without a word of its own stands there as it is called", () => {
  const t = ((keys: string[]) => keys[keys.length - 1]) as never;
  expect(kindText("make_tea", t)).toBe("make tea");
});
