import { useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { Button, Paper, Skeleton } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { useRecord, useRecords } from "../data/records";
import type { PanelProps } from "../list/panel";
import { EmptyList } from "../list/RecordTable";
import { useKeys } from "../shell/useKeys";
import { useNarrow } from "../shell/useNarrow";
import { SplitRecord } from "./SplitRecord";
import { SplitRow } from "./SplitRow";
import "./split.css";

const rowHeight = 76;

/// The list at the left, the chosen record beside it: for reading one after the other, as mail and papers are read. On a narrow
/// screen the one or the other.
export default function SplitPanel({ type, state, layout, onError, onTitles }: PanelProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const narrow = useNarrow("62em");
  const query = useRecords(type.path, { filter: state.filter, search: state.search, order_by: state.order ?? type.order_by });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const titles = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.titles) ?? [])) as Record<string, string>, [pages]);
  useEffect(() => onError(query.error ?? undefined), [query.error, onError]);
  useEffect(() => onTitles(titles), [titles, onTitles]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 8 });
  const found = rows.findIndex((row) => row.id === state.at);
  const at = Math.max(0, found);
  // An address may name a record that the list has not loaded yet.
  const chosen = state.at ?? (narrow ? undefined : rows[0]?.id);
  const record = useRecord(type.path, chosen ?? "", chosen !== undefined);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 15) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);
  const arrows = useRef(false);
  const read = useRef<string>(undefined);
  const go = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, state.at ? at + step : Math.max(step, 0)))];
    if (!next) return;
    state.set({ at: next.id });
    virtual.scrollToIndex(rows.indexOf(next));
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    arrows.current = true;
    go(step);
  };
  // Who walks by arrows stays on the row that he has come to; who reads on a phone finds his row again.
  useEffect(() => {
    if (!arrows.current) return;
    const row = frame.current?.querySelector<HTMLElement>(`[data-testid="split-${chosen ?? read.current}"]`);
    // A list that was out of sight has no rows yet.
    if (!row?.checkVisibility()) return;
    arrows.current = false;
    row.focus();
  }, [chosen, items.length]);
  useEffect(() => {
    if (chosen) read.current = chosen;
  }, [chosen]);
  useKeys([["j", () => go(1)], ["k", () => go(-1)]]);
  if (query.isPending) return <Skeleton h={320} />;
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return <EmptyList type={type} create filtered={Boolean(state.filter || state.search)} onClear={() => state.set({ f: [], where: undefined, q: undefined })} />;
  const alone = narrow && chosen !== undefined;
  return (
    <div className="split" data-testid="split">
      <Paper ref={frame} withBorder className="split-list" role="region" aria-label={type.plural} tabIndex={0} onKeyDown={press} hidden={alone}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index]!;
            return (
              <SplitRow
                key={row.id} type={type} row={row} columns={layout.columns} titles={titles} top={start} height={rowHeight}
                chosen={row.id === chosen} stop={narrow || row.id === chosen} onChoose={(id) => state.set({ at: id }, !narrow)}
              />
            );
          })}
        </ul>
      </Paper>
      {chosen !== undefined && (
        <section className="split-record" aria-label={t("split.record")} data-testid="split-record">
          {alone && <BackToList onBack={() => { arrows.current = true; state.set({ at: undefined }); }} />}
          {record.isError && <ErrorState error={record.error} onRetry={() => void record.refetch()} />}
          {record.data && <SplitRecord key={record.data.id} type={type} record={record.data} />}
          {record.isPending && <Skeleton h={240} />}
        </section>
      )}
    </div>
  );
}

/// Takes the focus: what was pressed to come here is no longer in sight.
function BackToList({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return <Button ref={button} variant="subtle" px="xs" mb="xs" leftSection={<IconArrowLeft size={18} aria-hidden />} onClick={onBack} data-testid="split-back">{t("split.back")}</Button>;
}
