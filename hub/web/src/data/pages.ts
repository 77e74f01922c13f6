import { useQuery } from "@tanstack/react-query";
import type { RecordData } from "@common/meta";
import type { Money, TimedPosition } from "@common/values";
import { api } from "./api";

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
    queryFn: ({ signal }) => api.get("/api/work-orders/{id}/overview/", { path: { id } }, signal) as Promise<Overview>,
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
    queryFn: ({ signal }) => api.get("/api/stock-by-place/", {}, signal) as Promise<{ places: StockPlace[] }>,
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
    queryFn: ({ signal }) => api.get("/api/trial-balance/", { query: { legal_entity: entity, to } }, signal) as Promise<TrialBalance>,
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
    queryFn: ({ signal }) => api.get("/api/vans/", {}, signal) as Promise<{ items: Van[] }>,
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
    queryFn: ({ signal }) => api.get("/api/accounts/{id}/timeline/", { path: { id } }, signal) as Promise<{ items: TimelineItem[] }>,
  });
