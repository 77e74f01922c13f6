import { useEffect, useMemo, useRef } from "react";
import { Paper, Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { useRecord, useRecords } from "../data/records";
import type { PanelProps } from "../list/panel";
import { useKeys } from "../shell/useKeys";
import { SplitRecord } from "./SplitRecord";
import { SplitRow } from "./SplitRow";
import "./split.css";

const rowHeight = 76;

/// The list at the left, the chosen record beside it: for reading one after the other, as mail and papers are read.
export default function SplitPanel({ type, state, layout, onError, onTitles }: PanelProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const query = useRecords(type.path, { filter: state.filter, search: state.search, order_by: state.order ?? type.order_by });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const titles = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.titles) ?? [])) as Record<string, string>, [pages]);
  useEffect(() => onError(query.error ?? undefined), [query.error, onError]);
  useEffect(() => onTitles(titles), [titles, onTitles]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 8 });
  const at = Math.max(0, rows.findIndex((row) => row.id === state.at));
  const chosen = rows[at]?.id;
  const record = useRecord(type.path, chosen ?? "", chosen !== undefined);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 15) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);
  const go = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (!next) return;
    state.set({ at: next.id });
    virtual.scrollToIndex(Math.max(0, at + step));
  };
  useKeys([["j", () => go(1)], ["k", () => go(-1)]]);
  if (query.isPending) return <Skeleton h={320} />;
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return <Paper withBorder><EmptyState title={t("list.nothing")} /></Paper>;
  return (
    <div className="split" data-testid="split">
      <Paper ref={frame} withBorder className="split-list" role="region" aria-label={type.plural} tabIndex={0}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <SplitRow key={rows[index]!.id} type={type} row={rows[index]!} columns={layout.columns} titles={titles} top={start} height={rowHeight} chosen={rows[index]!.id === chosen} onChoose={(id) => state.set({ at: id })} />
          ))}
        </ul>
      </Paper>
      <section className="split-record" aria-live="polite" aria-label={t("split.record")} data-testid="split-record">
        {record.isError && <ErrorState error={record.error} onRetry={() => void record.refetch()} />}
        {record.data && <SplitRecord key={record.data.id} type={type} record={record.data} />}
        {record.isPending && <Skeleton h={240} />}
      </section>
    </div>
  );
}
