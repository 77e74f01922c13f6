import { useQuery } from "@tanstack/react-query";
import { get, ProblemError } from "@common/api";
import { useCatalogue } from "./meta";

/// A plan that a technician's van has not confirmed yet.
export interface Receipt {
  visit: string;
  state: string;
  start: string;
  end: string;
  planned_at: string;
  work_order: string;
  number: string;
  summary: string;
  technician: string;
  technician_name: string;
  online: boolean;
  last_contact_at?: string | null;
}

const loadReceipts = (signal?: AbortSignal) => get<{ items: Receipt[] }>("/api/receipts/", undefined, signal);

export function useReceipts() {
  return useQuery({
    queryKey: ["receipts"],
    queryFn: ({ signal }) => loadReceipts(signal),
    refetchInterval: 60_000,
  });
}

/// Whether this user may see everybody's visits, and so board and receipts; undefined until the hub has said so. Who reads
/// only visits of his own has the type in his catalogue all the same, so the hub is asked once.
export function useMaySeeBoard(): boolean | undefined {
  const readsVisits = Boolean(useCatalogue().data?.path("scheduled-events"));
  const answer = useQuery({
    queryKey: ["board-access"],
    enabled: readsVisits,
    queryFn: ({ signal }) => allowed(loadReceipts(signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // An error is not a refusal: the board itself then says what is wrong.
  return readsVisits ? (answer.data ?? (answer.isError ? true : undefined)) : false;
}

export async function allowed(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 403) return false;
    throw error;
  }
}
