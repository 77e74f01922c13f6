import { useEffect, useMemo } from "react";
import { ProblemError } from "@common/api";
import { BulkBar } from "../bulk/BulkBar";
import { useRecords } from "../data/records";
import type { PanelProps } from "./panel";
import { sized } from "./preferences";
import { RecordTable } from "./RecordTable";
import { useSelection } from "./useSelection";

/// The rows, with columns as the reader likes them, edited in place, and what can be done with many.
export function ListPanel({ type, state, layout, editing, onError, onTitles }: PanelProps & { editing: boolean }) {
  const asked = { filter: state.filter, search: state.search, order_by: state.order ?? type.order_by };
  const query = useRecords(type.path, asked);
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const titles = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.titles) ?? [])) as Record<string, string>, [pages]);
  const { chosen, columns, widths, density, setColumns } = layout;
  const selection = useSelection(rows);
  const total = pages?.[0]?.total ?? rows.length;
  const more = pages?.[0]?.total_is_exact === false;
  useEffect(() => onError(query.error ?? undefined), [query.error, onError]);
  useEffect(() => onTitles(titles), [titles, onTitles]);
  // Another filter finds others: what was chosen under the old one is no longer in sight.
  const { clear } = selection;
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(clear, [state.filter, state.search]);
  const targets = {
    path: type.path, rows: rows.filter((row) => selection.chosen.has(row.id)), titles,
    everything: selection.everything ? asked : undefined, count: selection.everything ? total : selection.chosen.size,
  };
  // The filter's own fault is told at its place.
  if (state.typed && query.error instanceof ProblemError && query.error.errors.some((one) => one.field === "filter")) return null;
  return (
    <>
      <RecordTable
        type={type} query={query} rows={rows} titles={titles} total={total} more={more} order={state.order} onOrder={state.setOrder}
        create filtered={Boolean(state.filter || state.search)} onClear={() => state.set({ f: [], where: undefined, q: undefined })}
        selection={selection} editing={editing} layout={{ columns, widths, density, onWidth: (name, width) => setColumns(sized(chosen, name, width)) }}
      />
      <BulkBar type={type} columns={columns} targets={targets} selection={selection} total={total} more={more} />
    </>
  );
}
