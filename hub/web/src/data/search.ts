import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "./api";

/// A piece of the text in which words were found.
export interface Piece {
  text: string;
  match?: boolean;
}

export interface Found {
  type: string;
  path: string;
  id: string;
  title: string;
  state?: string;
  corrected: boolean;
  found: { field: string; pieces: Piece[] };
}

export interface Count {
  value: string;
  count: number;
  is_exact: boolean;
}

export interface Answer {
  items: Found[];
  left_out: string[];
  corrected: Record<string, string[]>;
  is_complete: boolean;
  types?: Count[];
  facets?: Record<string, Count[]>;
}

/// Records of all types while one types; what belongs with the open one ("<path>:<id>") comes first.
export function useSuggestions(text: string, near: string) {
  return useQuery({
    queryKey: ["suggest", text, near],
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get("/api/suggest/", { query: { q: text, near } }, signal) as Promise<Answer>,
  });
}

export function useSearch(text: string, type: string) {
  return useQuery({
    queryKey: ["search", text, type],
    enabled: text !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get("/api/search/", { query: { q: text, counts: true, limit: 50, type } }, signal) as Promise<Answer>,
  });
}

/// The open record as the hub asks for it, by the page's address.
export function nearOf(pathname: string): string {
  const [, first, second, third] = pathname.split("/");
  if (first === "records" && second && third && third !== "new") return `${second}:${third}`;
  return first === "work-orders" && second ? `work-orders:${second}` : "";
}

export const searchHref = (text: string, path = ""): string => `/search?${new URLSearchParams({ q: text, ...(path && { type: path }) })}`;

export const countText = (count: Count): string => (count.is_exact ? String(count.count) : `${count.count}+`);

/// How much an answer found, of all types or of the one that was asked for; nothing while it is not known.
export function foundCount(answer: Answer | undefined, type?: string): string | undefined {
  const counts = answer?.types?.filter((one) => !type || one.value === type);
  if (!counts) return undefined;
  return countText({ value: "", count: counts.reduce((sum, one) => sum + one.count, 0), is_exact: counts.every((one) => one.is_exact) });
}
