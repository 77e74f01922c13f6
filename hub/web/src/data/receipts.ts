import { useQuery } from "@tanstack/react-query";
import { get } from "@common/api";

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

export function useReceipts(enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ["receipts"],
    queryFn: ({ signal }) => get<{ items: Receipt[] }>("/api/receipts/", undefined, signal),
    refetchInterval: 60_000,
  });
}
