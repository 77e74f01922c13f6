import { QueryClient, useQuery } from "@tanstack/react-query";
import { setZone } from "../format";
import { isUnreachable, load, send } from "./client";
import type { Bill, Customer, CustomerRow, Day, LineIn, OwnRecord, OwnRow, OwnType, Priced, PriceRow, Quote, QuoteRow, Status, Stock, Sync, Today, Visit } from "./types";

const retryEveryMs = 1_000;

/// While the agent does not answer, reads are tried again every second for as long as it takes; a refusal is
/// final and shown. networkMode "always": the browser's idea of being online says nothing about loopback.
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always",
      retry: (_count, error) => isUnreachable(error),
      retryDelay: retryEveryMs,
      staleTime: 2_000,
      gcTime: 30 * 60_000,
    },
    mutations: { networkMode: "always", retry: false },
  },
});

export const useStatus = () =>
  useQuery({
    queryKey: ["status"],
    queryFn: async () => {
      const status = await load<Status>("/api/status");
      setZone(status.zone);
      return status;
    },
    // The socket brings changes; this finds an agent that died without closing it.
    refetchInterval: 5_000,
  });

export const useToday = () =>
  useQuery({ queryKey: ["today"], queryFn: () => load<Today>("/api/today"), refetchInterval: 60_000 });

export const useVisit = (id: string, enabled = true) =>
  useQuery({ queryKey: ["visit", id], enabled, queryFn: () => load<Visit>(`/api/visits/${id}`) });

export const useStock = () =>
  useQuery({ queryKey: ["stock"], queryFn: () => load<Stock>("/api/stock") });

export const useSync = () =>
  useQuery({ queryKey: ["sync"], queryFn: () => load<Sync>("/api/sync"), refetchInterval: 5_000 });

export const useDay = () =>
  useQuery({ queryKey: ["day"], queryFn: () => load<Day>("/api/day"), refetchInterval: 5_000 });

/// Record types that the company made itself; they may come and go while the van drives.
export const useOwnTypes = () =>
  useQuery({ queryKey: ["own"], queryFn: async () => (await load<{ types: OwnType[] }>("/api/own")).types });

export const useOwnList = (type: string, search: string) =>
  useQuery({
    queryKey: ["own", type, { search }],
    queryFn: () => load<{ rows: OwnRow[]; total: number }>(`/api/own/${type}?search=${encodeURIComponent(search)}`),
    placeholderData: (before) => before,
  });

export const useOwnRecord = (type: string, id: string, enabled = true) =>
  useQuery({ queryKey: ["own", type, id], enabled, queryFn: () => load<OwnRecord>(`/api/own/${type}/${id}`) });

export const useOwnChoices = (type: string, field: string, search: string, enabled: boolean) =>
  useQuery({
    queryKey: ["own", type, "choices", field, search],
    enabled,
    queryFn: () =>
      load<{ choices: { id: string; title: string }[] }>(`/api/own/${type}/choices/${field}?search=${encodeURIComponent(search)}`),
    placeholderData: (before) => before,
  });

export const useCustomers = (search: string) =>
  useQuery({
    queryKey: ["customers", { search }],
    queryFn: () => load<{ rows: CustomerRow[]; total: number }>(`/api/customers?search=${encodeURIComponent(search)}`),
    placeholderData: (before) => before,
  });

export const useCustomer = (id: string, enabled = true) =>
  useQuery({ queryKey: ["customers", id], enabled, queryFn: () => load<Customer>(`/api/customers/${id}`) });

/// Whose prices and quotes: a visit's customer, or this one.
export interface ForWhom {
  account?: string;
  visit?: string;
}

const query = (whom: ForWhom): string => `account=${whom.account ?? ""}&visit=${whom.visit ?? ""}`;

export const usePriceBook = (search: string, whom: ForWhom, enabled: boolean) =>
  useQuery({
    queryKey: ["price-book", search, whom],
    enabled,
    queryFn: () => load<{ rows: PriceRow[]; total: number }>(`/api/price-book?search=${encodeURIComponent(search)}&${query(whom)}`),
    placeholderData: (before) => before,
  });

/// What the lines come to, with the lines that it was computed for; the last sum stays while the next one is computed.
export const usePriced = (whom: ForWhom, lines: LineIn[]) =>
  useQuery({
    queryKey: ["priced", whom, lines],
    enabled: lines.length > 0,
    queryFn: async () => ({ lines, priced: await send<Priced>("/api/prices", { ...whom, lines }) }),
    placeholderData: (before) => before,
  });

export const useQuotes = (whom: ForWhom) =>
  useQuery({ queryKey: ["quotes", whom], queryFn: () => load<{ rows: QuoteRow[] }>(`/api/quotes?${query(whom)}`) });

export const useQuote = (id: string) =>
  useQuery({ queryKey: ["quotes", id], queryFn: () => load<Quote>(`/api/quotes/${id}`) });

export const useBill = (visit: string) =>
  useQuery({ queryKey: ["bill", visit], queryFn: () => load<Bill>(`/api/visits/${visit}/bill`) });

/// Reads again everything that is on the screen; resolves when the screen shows what was stored.
export const refresh = (): Promise<void> => queries.invalidateQueries();
