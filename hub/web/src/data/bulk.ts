import { ProblemError, type Problem } from "@common/api";
import { postOnce } from "./once";

/// What became of one of many: the record's new version, or the problem that a request of its own would have been answered with.
interface BulkItem extends Problem {
  status: number;
  id?: string;
  version?: number;
}

/// Many records of one type in one request; of each why it was refused, or nothing. At most 200.
export async function writeMany(path: string, action: string, items: Record<string, unknown>[]): Promise<(ProblemError | undefined)[]> {
  const { results } = await postOnce<{ results: BulkItem[] }>(`/api/${path}/bulk/`, { action, items });
  return results.map((item) => (item.status < 300 ? undefined : new ProblemError(item.status, item)));
}
