import { useQuery } from "@tanstack/react-query";
import { api } from "./api";
import { maySeeBoard, useCatalogue } from "./meta";

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

export function useReceipts() {
  return useQuery({
    queryKey: ["receipts"],
    queryFn: ({ signal }) => api.get("/api/receipts/", {}, signal) as Promise<{ items: Receipt[] }>,
    refetchInterval: 60_000,
  });
}

/// Whether this user may see everybody's visits, and so board and receipts.
export const useMaySeeBoard = (): boolean => maySeeBoard(useCatalogue().data);
