import { useQuery } from "@tanstack/react-query";
import { get } from "@common/api";
import type { RecordData } from "@common/meta";
import type { Money, TimedPosition } from "@common/values";

/// One field-service job with everything that hangs on it. What the user's role does not show is left out.
export interface Overview {
  work_order: RecordData;
  account?: RecordData | null;
  contact?: RecordData | null;
  site?: RecordData | null;
  equipment?: RecordData[];
  visits?: RecordData[];
  events?: RecordData[];
  lines?: RecordData[];
  reservations?: RecordData[];
  moves?: RecordData[];
  checklists?: RecordData[];
  documents?: (RecordData & { signatures?: RecordData[]; integrity?: Integrity })[];
  attachments?: RecordData[];
  notes?: RecordData[];
  time_entries?: RecordData[];
  requirements?: RecordData[];
  conflicts?: RecordData[];
  invoices?: RecordData[];
  track?: [number, number, string?][];
  messages?: RecordData[];
  /// There are others, which the role does not show.
  messages_withheld?: boolean;
  titles: Record<string, string>;
}

/// "missing": signed, but its bytes have not arrived from the van yet.
export type Integrity = "unchanged" | "altered" | "unsigned" | "missing";

export const useOverview = (id: string) =>
  useQuery({
    queryKey: ["overview", id],
    queryFn: ({ signal }) => get<Overview>(`/api/work-orders/${id}/overview/`, undefined, signal),
  });

export interface StockItem {
  product: string;
  code: string;
  name: string;
  on_hand: string;
  reserved: string;
  free: string;
  unit: string;
}

export interface StockPlace extends RecordData {
  items: StockItem[];
}

export const useStock = () =>
  useQuery({
    queryKey: ["stock"],
    queryFn: ({ signal }) => get<{ places: StockPlace[] }>("/api/stock-by-place/", undefined, signal),
  });

export type Amount = string | Money;

export interface TrialRow {
  code: string;
  name: string;
  class: string;
  debit: Amount;
  credit: Amount;
  balance: Amount;
}

export interface TrialBalance {
  rows: TrialRow[];
  debit: Amount;
  credit: Amount;
  difference: Amount;
}

export const useTrialBalance = (entity: string, to: string) =>
  useQuery({
    queryKey: ["trial", entity, to],
    queryFn: ({ signal }) => get<TrialBalance>("/api/trial-balance/", { legal_entity: entity, to }, signal),
    placeholderData: (before) => before,
  });

export interface Van {
  id: string;
  serial: string;
  vehicle?: string | null;
  vehicle_name?: string | null;
  technician?: string | null;
  technician_name?: string | null;
  state: string;
  online: boolean;
  last_contact_at?: string | null;
  position?: TimedPosition | null;
  last_applied?: number | null;
  refused?: number | null;
}

export const useVans = () =>
  useQuery({
    queryKey: ["vans"],
    queryFn: ({ signal }) => get<{ items: Van[] }>("/api/vans/", undefined, signal),
    refetchInterval: 60_000,
  });

export interface TimelineItem {
  at: string;
  kind: string;
  type?: string;
  path?: string;
  id?: string;
  state?: string;
  title?: string;
  text?: string;
}

export const useTimeline = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ["timeline", id],
    enabled,
    queryFn: ({ signal }) => get<{ items: TimelineItem[] }>(`/api/accounts/${id}/timeline/`, undefined, signal),
  });
