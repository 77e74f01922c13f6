import { useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import { bothFilters, buildFilter, parseCondition, writeCondition, type Condition } from "../filter/filter";

export const shows = ["list", "split", "board", "calendar", "map", "summary"] as const;
export type Show = (typeof shows)[number];

/// What is shown of a list, and how; it lives in the address, so that it can be sent to a colleague.
export function useListState(first: Show = "list") {
  const [params, setParams] = useSearchParams();
  const raw = params.getAll("f").join("\n");
  const typed = params.get("where") ?? "";
  const conditions = useMemo(() => raw.split("\n").map(parseCondition).filter((one) => one !== undefined), [raw]);
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
    setTyped: (text: string) => set({ where: text.trim() }),
    setSearch: (text: string) => set({ q: text }),
    setOrder: (order: string | undefined) => set({ order }),
  };
}

export type ListState = ReturnType<typeof useListState>;
