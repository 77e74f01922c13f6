import { useQueries } from "@tanstack/react-query";
import type { TypeMeta } from "@common/meta";
import { recordTitle, useCatalogue } from "./meta";
import { listRecords } from "./records";
import { comparison } from "../filter/filter";

/// A record that a log names by its id alone.
export interface Named {
  type: string | null | undefined;
  id: string;
}

// As long as one address and one condition may be.
const askedAtOnce = 40;

/// What records are called, as far as they are still there for the reader: one request per type and forty of them.
export function useNames(asked: Named[]): Record<string, string> {
  const catalogue = useCatalogue().data;
  const groups = grouped(asked).flatMap(({ type: name, ids }) => {
    const type = catalogue?.named(name);
    return type ? [{ type, ids }] : [];
  });
  return useQueries({
    queries: groups.map(({ type, ids }) => ({
      queryKey: ["list", type.path, "names", ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => listRecords(type.path, { filter: ids.map((id) => comparison("id", "=", id)).join(" OR "), page_size: ids.length }, signal),
      // A log is read, not worked with: what it names need not follow each change.
      staleTime: 300_000,
    })),
    combine: (answers) => Object.fromEntries(answers.flatMap(({ data }, index) => (data?.items ?? []).map((record) => [record.id, nameOf(groups[index]!.type, record, data?.titles)]))),
  });
}

const nameOf = (type: TypeMeta, record: Parameters<typeof recordTitle>[1], titles: Record<string, string> | undefined) => recordTitle(type, { ...record, titles });

/// The ids of each type, each once, in pieces that can be asked for; in an order that does not depend on the rows'.
export function grouped(asked: Named[]): { type: string; ids: string[] }[] {
  const byType = new Map<string, Set<string>>();
  for (const { type, id } of asked) if (type && id) byType.set(type, (byType.get(type) ?? new Set()).add(id));
  return [...byType].flatMap(([type, all]) => {
    const ids = [...all].sort();
    return Array.from({ length: Math.ceil(ids.length / askedAtOnce) }, (_, piece) => ({ type, ids: ids.slice(piece * askedAtOnce, (piece + 1) * askedAtOnce) }));
  });
}
