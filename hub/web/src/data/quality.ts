import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { call, get } from "@common/api";
import type { RecordData } from "@common/meta";
import { postOnce } from "./once";

export interface Reason {
  means: string;
  field: string;
  percent: number;
}

export interface Likeness {
  id: string;
  title: string;
  score: number;
  reasons: Reason[];
}

export interface Pair {
  score: number;
  reasons: Reason[];
  records: { id: string; title: string }[];
}

export interface PairPage {
  types: { type: string; path: string; label: string }[];
  items: Pair[];
  next_page_token: string;
}

export interface Completeness {
  percent: number;
  missing: string[];
}

export interface Checked {
  broken: { field: string; text: string; severity: "refuse" | "warn" | "issue" }[];
  looks_like: Likeness[];
  completeness: Completeness;
}

export interface MergePreview {
  records: RecordData[];
  references: { type: string; moves: number; stays: number }[];
}

export interface MergeReport {
  merge: string;
  state: "running" | "merged" | "undone" | "failed";
  of_type: string;
  kept: string;
  merged: string[];
  total: number;
  done: number;
  failure: string;
  moved: { type: string; count: number }[];
  stays: { type: string; count: number }[];
  left: { type: string; record: string; place: string; reason: string }[];
}

export const usePairs = (type: string) =>
  useInfiniteQuery({
    queryKey: ["duplicates", type],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<PairPage>("/api/duplicates/", { type, page_token: pageParam }, signal),
    getNextPageParam: (last) => last.next_page_token || undefined,
  });

/// The types of which duplicates are looked for, as far as one may read them.
export const useMatchedTypes = () =>
  useQuery({ queryKey: ["duplicates", "types"], queryFn: ({ signal }) => get<PairPage>("/api/duplicates/", undefined, signal), staleTime: 300_000, select: (page) => page.types });

export const useDuplicates = (path: string, id: string, enabled: boolean) =>
  useQuery({ queryKey: ["duplicates", path, id], enabled, queryFn: ({ signal }) => get<{ items: Likeness[] }>(`/api/${path}/${id}/duplicates/`, undefined, signal) });

export const sayDistinct = (path: string, id: string, other: string) => call("POST", `/api/${path}/${id}/distinct/`, { body: { other } });

export const useMergePreview = (path: string, kept: string, loser: string) =>
  useQuery({
    queryKey: ["merge", path, kept, loser],
    queryFn: ({ signal }) => get<MergePreview>(`/api/${path}/${kept}/merge/`, { losers: loser }, signal),
    staleTime: 0,
  });

export const mergeRecords = (path: string, kept: string, body: unknown) => postOnce<MergeReport>(`/api/${path}/${kept}/merge/`, body);
export const unmergeRecord = (path: string, kept: string) => postOnce<MergeReport>(`/api/${path}/${kept}/unmerge/`);

export const useMerges = (path: string, id: string, enabled: boolean) =>
  useQuery({ queryKey: ["merges", path, id], enabled, queryFn: ({ signal }) => get<{ items: MergeReport[] }>(`/api/${path}/${id}/merges/`, undefined, signal) });

/// Asked again every second while the hub is at it.
/// `asked` counts what was asked for: of merging and taking back there is one report each.
export const useMergeReport = (first: MergeReport | undefined, asked: number) =>
  useQuery({
    queryKey: ["merge", first?.merge, asked],
    enabled: first?.state === "running",
    queryFn: ({ signal }) => get<MergeReport>(`/api/merges/${first!.merge}/`, undefined, signal),
    refetchInterval: (query) => (query.state.data && query.state.data.state !== "running" ? false : 1000),
  });

export const checkDraft = async (path: string, draft: unknown, signal?: AbortSignal): Promise<Checked> =>
  (await call<Checked>("POST", `/api/${path}/draft-check/`, { body: draft, signal })).body;
