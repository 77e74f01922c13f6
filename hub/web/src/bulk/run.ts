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
  /// Writes some rows at once and tells of each why it was refused, or nothing.
  write: (rows: RecordData[]) => Promise<unknown[]>;
  titleOf: (row: RecordData) => string;
  problemOf: (error: unknown) => string;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  size?: number;
}

/// Does the work for all rows, some at a time, and tells of each how it went. A stop lets those under way finish.
export async function runAll({ rows, write, titleOf, problemOf, onProgress, signal, size = 50 }: Job): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  const send = async (batch: RecordData[]) => {
    // What refuses all of them, such as no network, is told of each.
    const refusals = await write(batch).catch((error: unknown) => batch.map(() => error));
    batch.forEach((row, at) => results.push({ id: row.id, title: titleOf(row), ...(refusals[at] !== undefined && { problem: problemOf(refusals[at]) }) }));
    onProgress({ done: results.length, results: [...results] });
  };
  let batch: RecordData[] = [];
  for await (const row of rows) {
    if (signal.aborted) return results;
    batch.push(row);
    if (batch.length < size) continue;
    await send(batch);
    batch = [];
  }
  if (batch.length > 0 && !signal.aborted) await send(batch);
  return results;
}
