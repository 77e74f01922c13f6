import type { RecordData } from "@common/meta";

export interface ItemResult {
  id: string;
  title: string;
  /// Why it was refused; nothing when it is done.
  problem?: string;
}

export interface Progress {
  done: number;
  /// Unknown until all are found.
  total?: number;
  results: ItemResult[];
}

export interface Job {
  rows: AsyncIterable<RecordData>;
  work: (row: RecordData) => Promise<unknown>;
  titleOf: (row: RecordData) => string;
  problemOf: (error: unknown) => string;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  parallel?: number;
}

/// Does the work for every row, a few at a time, and tells of each how it went. A stop lets those under way finish.
export async function runAll({ rows, work, titleOf, problemOf, onProgress, signal, parallel = 4 }: Job): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  const source = rows[Symbol.asyncIterator]();
  const worker = async () => {
    while (!signal.aborted) {
      const next = await source.next();
      if (next.done || signal.aborted) return;
      results.push(await resultOf(next.value));
      onProgress({ done: results.length, results: [...results] });
    }
  };
  const resultOf = async (row: RecordData): Promise<ItemResult> => {
    const item = { id: row.id, title: titleOf(row) };
    try {
      await work(row);
      return item;
    } catch (error) {
      return { ...item, problem: problemOf(error) };
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}
