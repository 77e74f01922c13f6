import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, get } from "@common/api";
import type { RecordData } from "@common/meta";
import { postOnce } from "./once";

export interface ListParams {
  filter?: string;
  order_by?: string;
  search?: string;
  page_size?: number;
}

export interface ListPage {
  items: RecordData[];
  next_page_token: string;
  /** Counted to a bound; beyond it total_is_exact is false and there are more. */
  total?: number;
  total_is_exact?: boolean;
  titles?: Record<string, string>;
}

export const listRecords = (path: string, params: ListParams & { page_token?: string }, signal?: AbortSignal) =>
  get<ListPage>(`/api/${path}/`, { ...params }, signal);

export function useRecords(path: string, params: ListParams, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["list", path, params],
    enabled,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => listRecords(path, { page_size: 50, ...params, page_token: pageParam }, signal),
    getNextPageParam: (last) => last.next_page_token || undefined,
    placeholderData: (before, query) => (query?.queryKey[1] === path ? before : undefined),
  });
}

/// How many there are, without reading them.
export const countQuery = (path: string, filter: string) => ({
  queryKey: ["list", path, "count", filter],
  queryFn: ({ signal }: { signal: AbortSignal }) => listRecords(path, { filter, page_size: 1 }, signal),
});

export const recordQuery = (path: string, id: string) => ({
  queryKey: ["record", path, id],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<RecordData> => {
    const reply = await call<RecordData>("GET", `/api/${path}/${id}/`, { signal });
    return { ...reply.body, version: reply.version ?? reply.body.version };
  },
});

export const useRecord = (path: string, id: string, enabled = true) => useQuery({ ...recordQuery(path, id), enabled });

export interface HistoryItem {
  position: number;
  /// Of the record, after this change.
  version?: number;
  at: string;
  by?: string;
  by_name?: string;
  action: string;
  cause?: string;
  fields?: Record<string, { before?: unknown; after?: unknown }>;
}

export function useHistory(path: string, id: string) {
  return useInfiniteQuery({
    queryKey: ["history", path, id],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      get<{ items: HistoryItem[]; next_page_token?: string }>(`/api/${path}/${id}/history/`, { page_token: pageParam }, signal),
    getNextPageParam: (last) => last.next_page_token || undefined,
  });
}

export const createRecord = (path: string, body: unknown) => postOnce<RecordData>(`/api/${path}/`, body);

export const patchRecord = async (path: string, id: string, version: number, patch: unknown) =>
  (await call<RecordData>("PATCH", `/api/${path}/${id}/`, { body: patch, headers: { "If-Match": `"${version}"` } })).body;

export const deleteRecord = (path: string, id: string, version: number) =>
  call("DELETE", `/api/${path}/${id}/`, { headers: { "If-Match": `"${version}"` } });

/// What was deleted of a type, the newest first; for those who may delete it.
export const useDeleted = (path: string) =>
  useInfiniteQuery({
    queryKey: ["list", path, "deleted"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<ListPage>(`/api/${path}/`, { deleted: "true", order_by: "changed_at desc", page_size: 20, page_token: pageParam }, signal),
    getNextPageParam: (last) => last.next_page_token || undefined,
  });

export const restoreRecord = (path: string, id: string) => call("POST", `/api/${path}/${id}/restore/`, { body: {} });

/// An earlier version's fields as a new change; refused when the record is no longer as its reader has seen it.
export const revertRecord = (path: string, id: string, version: number, to: number) =>
  postOnce<RecordData>(`/api/${path}/${id}/revert/`, { version: to }, { "If-Match": `"${version}"` });

/// The record after the action, or what the action answers with the record beside it.
export type ActionReply = (Record<string, unknown> & { record?: RecordData }) | null;

export const actOn = (path: string, id: string, action: string, input: unknown) =>
  postOnce<ActionReply>(`/api/${path}/${id}/${action}/`, input);

/// After a write of this browser: what the write touched is asked again without waiting for the live link. Settles when the
/// lists are anew.
export function useTouched() {
  const client = useQueryClient();
  return (path: string, id?: string): Promise<void> => {
    if (id) void client.invalidateQueries({ queryKey: ["record", path, id] });
    if (id) void client.invalidateQueries({ queryKey: ["history", path, id] });
    for (const key of ["overview", "dispatch", "timeline", "stock", "vans", "trial"]) {
      void client.invalidateQueries({ queryKey: [key] });
    }
    return client.invalidateQueries({ queryKey: ["list", path] });
  };
}
