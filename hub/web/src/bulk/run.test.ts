import { expect, test, vi } from "vitest";
import type { RecordData } from "@common/meta";
import { runAll, type Job } from "./run";

async function* rowsOf(...ids: string[]): AsyncGenerator<RecordData> {
  for (const id of ids) yield { id, version: 1 };
}
const job = (more: Partial<Job>): Job => ({
  rows: rowsOf("a", "b", "c", "d", "e"), work: async () => {}, titleOf: (row) => row.id, problemOf: (error) => (error as Error).message,
  onProgress: () => {}, signal: new AbortController().signal, ...more,
});

test("every item has its result, a refusal stops nothing", async () => {
  const results = await runAll(job({ work: async ({ id }) => { if (id === "b") throw new Error("frozen"); } }));
  expect(results.map(({ id }) => id).sort()).toEqual(["a", "b", "c", "d", "e"]);
  expect(results.filter((one) => one.problem)).toEqual([{ id: "b", title: "b", problem: "frozen" }]);
});

test("no more than so many at a time", async () => {
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    await Promise.resolve();
    running--;
  };
  await runAll(job({ work, parallel: 2 }));
  expect(most).toBe(2);
});

test("a stop begins nothing more", async () => {
  const stop = new AbortController();
  const work = vi.fn(async () => stop.abort());
  const results = await runAll(job({ work, signal: stop.signal, parallel: 1 }));
  expect([work.mock.calls.length, results.length]).toEqual([1, 1]);
});
