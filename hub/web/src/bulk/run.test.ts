import { expect, test, vi } from "vitest";
import type { RecordData } from "@common/meta";
import { runAll, type Job } from "./run";

async function* rowsOf(...ids: string[]): AsyncGenerator<RecordData> {
  for (const id of ids) yield { id, version: 1 };
}
const job = (more: Partial<Job>): Job => ({
  rows: rowsOf("a", "b", "c", "d", "e"), write: async (rows) => rows.map(() => undefined), titleOf: (row) => row.id, problemOf: (error) => (error as Error).message,
  onProgress: () => {}, signal: new AbortController().signal, ...more,
});

test("every item has its result, a refusal stops nothing", async () => {
  const write = async (rows: RecordData[]) => rows.map(({ id }) => (id === "b" ? new Error("frozen") : undefined));
  const results = await runAll(job({ write, size: 2 }));
  expect(results.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
  expect(results.filter((one) => one.problem)).toEqual([{ id: "b", title: "b", problem: "frozen" }]);
});

test("so many at a time, with the progress after each", async () => {
  const sizes: number[] = [];
  const told: number[] = [];
  const write = async (rows: RecordData[]) => {
    sizes.push(rows.length);
    return [];
  };
  await runAll(job({ write, size: 2, onProgress: ({ done }) => told.push(done) }));
  expect([sizes, told]).toEqual([[2, 2, 1], [2, 4, 5]]);
});

test("what refuses a whole request is told of each in it, and the rest goes on", async () => {
  const write = vi.fn().mockRejectedValueOnce(new Error("no network")).mockResolvedValue([]);
  const results = await runAll(job({ write, size: 2 }));
  expect(results.map((one) => one.problem)).toEqual(["no network", "no network", undefined, undefined, undefined]);
});

test("a stop begins nothing more", async () => {
  const stop = new AbortController();
  const write = vi.fn(async () => {
    stop.abort();
    return [];
  });
  const results = await runAll(job({ write, signal: stop.signal, size: 1 }));
  expect([write.mock.calls.length, results.length]).toEqual([1, 1]);
});
