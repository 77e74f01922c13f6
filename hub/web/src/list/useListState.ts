import { useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import { bothFilters, buildFilter, parseCondition, writeCondition, type Condition } from "../filter/filter";

export const shows = ["list", "split", "board", "calendar", "map", "summary"] as const;
export type Show = (typeof shows)[number];

/// What is shown of a list, and how; it lives in the address, so that it can be sent to a colleague.
export function useListState(first: Show = "list") {
  const [params, setParams] = useSearchParams();
  const raw = params.getAll("f").join("\n");
  // In the API it is called "filter", and so are links that somebody wrote himself.
  const typed = params.get("where") ?? params.get("filter") ?? "";
  const written = useMemo(() => raw.split("\n").filter(Boolean).map((text) => ({ text, condition: parseCondition(text) })), [raw]);
  const conditions = useMemo(() => written.flatMap(({ condition }) => condition ?? []), [written]);
  const set = (values: Record<string, string | string[] | undefined>, replace = true) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(values)) {
          next.delete(name);
          for (const one of Array.isArray(value) ? value : [value]) if (one) next.append(name, one);
        }
        return next;
      },
      { replace },
    );
  return {
    conditions,
    /// Of the address, what is no condition.
    unread: written.filter(({ condition }) => !condition).map(({ text }) => text),
    typed,
    filter: bothFilters(typed, buildFilter(conditions)),
    search: params.get("q") ?? "",
    order: params.get("order") ?? undefined,
    columns: params.get("columns") ?? undefined,
    show: shows.find((one) => one === params.get("show")) ?? first,
    /// How it is shown when the address says nothing.
    first,
    view: params.get("view") ?? undefined,
    by: params.get("by") ?? undefined,
    /// What is added up in the summary.
    sum: params.get("sum") ?? undefined,
    /// The record that is read beside its list.
    at: params.get("at") ?? undefined,
    isPlain: params.size === 0,
    set,
    setConditions: (all: Condition[]) => set({ f: all.map(writeCondition) }),
    setTyped: (text: string) => set({ where: text.trim(), filter: undefined }),
    setSearch: (text: string) => set({ q: text }),
    setOrder: (order: string | undefined) => set({ order }),
  };
}

export type ListState = ReturnType<typeof useListState>;
