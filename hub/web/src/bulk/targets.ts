import type { RecordData } from "@common/meta";
import { listRecords, type ListParams } from "../data/records";

/// What an action is for: rows that are loaded, or everything that a filter finds.
export interface Targets {
  path: string;
  rows: RecordData[];
  titles: Record<string, string>;
  everything?: ListParams;
  count: number;
}

const pageSize = 100;

/// One row after the other. Everything is read before the first is handed out: what is changed might leave the filter, and
/// the pages would shift.
export async function* rowsOf({ path, rows, titles, everything }: Targets, signal: AbortSignal): AsyncGenerator<RecordData> {
  if (!everything) {
    for (const row of rows) yield { ...row, titles };
    return;
  }
  const found: RecordData[] = [];
  for (let token: string | undefined = ""; token !== undefined && !signal.aborted; ) {
    const page = await listRecords(path, { ...everything, page_size: pageSize, page_token: token }, signal);
    for (const row of page.items) found.push({ ...row, titles: page.titles });
    token = page.next_page_token || undefined;
  }
  yield* found;
}
