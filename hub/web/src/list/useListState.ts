import { useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import { buildFilter, parseCondition, writeCondition, type Condition } from "../filter/filter";

/// Filters, search and order of a list; they live in the address, so that it can be sent to a colleague.
export function useListState() {
  const [params, setParams] = useSearchParams();
  const raw = params.getAll("f").join("\n");
  const conditions = useMemo(() => raw.split("\n").map(parseCondition).filter((one) => one !== undefined), [raw]);
  const change = (edit: (next: URLSearchParams) => void) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        edit(next);
        return next;
      },
      { replace: true },
    );
  return {
    conditions,
    filter: buildFilter(conditions),
    search: params.get("q") ?? "",
    order: params.get("order") ?? undefined,
    setConditions: (all: Condition[]) =>
      change((next) => {
        next.delete("f");
        for (const condition of all) next.append("f", writeCondition(condition));
      }),
    setSearch: (text: string) => change((next) => (text ? next.set("q", text) : next.delete("q"))),
    setOrder: (order: string | undefined) => change((next) => (order ? next.set("order", order) : next.delete("order"))),
  };
}
