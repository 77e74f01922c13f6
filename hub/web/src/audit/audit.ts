import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { get, post } from "@common/api";
import { shortId, type Catalogue } from "../data/meta";
import type { Van } from "../data/pages";
import { actionLabel } from "../versions/HistoryTab";
import { addDays, instantAt } from "@common/zone";

export interface Entry {
  seq: number;
  at: string;
  by: string;
  by_name: string;
  address: string;
  session: string;
  type: string;
  record: string;
  action: string;
  position: number;
  hash: string;
  records?: string[];
  changed?: string[];
  fields?: Record<string, { before: unknown; after: unknown }>;
}

export interface Chain {
  entries: number;
  verified_to: number;
  broken_at: number;
  verified_at: string | null;
}

export const logs = ["changes", "reads", "sign-ins"] as const;
export type Log = (typeof logs)[number];
export const logOf = (params: URLSearchParams): Log => logs.find((log) => log === params.get("log")) ?? "changes";

/// What the log of sign-ins tells of.
export const signInActions = ["signed_in", "refused", "refused_as_odd", "admitted", "password_reset"];

/// Filters in the page's address, so that a search can be sent to a colleague.
export const filterNames = ["user", "type", "record", "action", "field", "address", "session", "from", "to"] as const;

export type FilterName = (typeof filterNames)[number];

const strange: Record<Log, FilterName[]> = { changes: [], reads: ["action", "field"], "sign-ins": ["type", "record", "field"] };

/// What a log can be asked by: what is read has no action, a sign-in is about no record.
export const filtersOf = (log: Log): FilterName[] => filterNames.filter((name) => !strange[log].includes(name));

/// What of the address is asked of the hub. A day begins and ends where the reader is.
export function askedOf(params: URLSearchParams, zone: string): Record<string, string> {
  const log = logOf(params);
  const asked: Record<string, string> = { log };
  for (const name of filtersOf(log)) {
    const value = params.get(name);
    if (!value) continue;
    if (name === "from") asked[name] = instantAt(value, 0, 0, zone);
    else if (name === "to") asked[name] = instantAt(addDays(value, 1), 0, 0, zone);
    else asked[name] = value;
  }
  return asked;
}

/// From where it was done, in words: the log keeps a van by its id.
export function whereFrom(address: string, vans: Pick<Van, "id" | "vehicle_name" | "serial">[], t: TFunction): string {
  const id = address.match(/^van ([0-9a-f-]{36})$/)?.[1];
  if (!id) return address || "–";
  const van = vans.find((one) => one.id === id);
  return van ? van.vehicle_name || van.serial : t("audit.a_van");
}

/// Who it was: by his name of then, by today's, else the hub itself.
export const whoText = ({ by, by_name }: Pick<Entry, "by" | "by_name">, names: Record<string, string>, t: TFunction): string =>
  by_name || (by ? names[by] ?? shortId(by) : t("history.system"));

/// What was done, in words.
export function actionText(entry: Pick<Entry, "type" | "action">, log: Log, catalogue: Catalogue | undefined, t: TFunction): string {
  if (log === "sign-ins") return t([`audit.sign_in.${entry.action}`, entry.action.replaceAll("_", " ")]);
  if (log === "reads") return t("audit.read");
  const type = catalogue?.named(entry.type);
  return catalogue && type ? actionLabel(catalogue, type, entry.action, t) : entry.action;
}

export const useEntries = (asked: Record<string, string>) =>
  useInfiniteQuery({
    queryKey: ["audit", asked],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<{ items: Entry[]; next_page_token: string }>("/api/audit/", { ...asked, page_token: pageParam }, signal),
    getNextPageParam: (page) => page.next_page_token || undefined,
  });

export const useChain = () => useQuery({ queryKey: ["audit-chain"], queryFn: () => get<Chain>("/api/audit/chain/"), refetchInterval: 5000 });

export function useVerify() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => post("/api/audit/chain/verify/", {}), onSettled: () => client.invalidateQueries({ queryKey: ["audit-chain"] }) });
}

export const useAuditFile = () =>
  useMutation({ mutationFn: (body: Record<string, string>) => post<{ id: string }>("/api/audit/exports/", body) });
