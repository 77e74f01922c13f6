import { useEffect, useMemo, useRef } from "react";
import { Button, Paper, Table, Text } from "@mantine/core";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { formatDecimal } from "@common/format";
import { inSentence, recordHref } from "../data/meta";
import { useNarrow } from "../shell/useNarrow";
import { columnsOf } from "./columns";
import { NewButton } from "../records/NewButton";
import { RecordRow } from "./RecordRow";
import { TableHead } from "./TableHead";
import { TableSkeleton } from "./TableSkeleton";
import { useRowKeys } from "./useRowKeys";
import "./table.css";

const rowHeight = 41;
const narrowRowHeight = 72;

interface Props {
  type: TypeMeta;
  query: Pick<UseInfiniteQueryResult, "isPending" | "isError" | "error" | "refetch" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage" | "isPlaceholderData">;
  rows: RecordData[];
  titles: Record<string, string>;
  total?: number;
  /** There are more than `total`. */
  more?: boolean;
  order?: string;
  onOrder?: (order: string | undefined) => void;
  filtered?: boolean;
  onClear?: () => void;
  /** An empty list offers to make the first. */
  create?: boolean;
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
}

/// A list in its four states. Only the rows in sight are in the page; the next page comes before the end is reached.
export function RecordTable(props: Props) {
  const { t } = useTranslation();
  const { type, query, rows, titles, chosen, onChoose } = props;
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(type), [type]);
  const narrow = useNarrow("62em");
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => (narrow ? narrowRowHeight : rowHeight), overscan: 12 });
  useEffect(() => virtual.measure(), [virtual, narrow]);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose?.(next);
  };
  const open = (id: string) => navigate(recordHref(type.path, id));
  const cursor = useRowKeys(rows, { open, toggle, show: (index) => virtual.scrollToIndex(index) });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 15) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);

  if (query.isPending) return <TableSkeleton columns={narrow ? 1 : columns.length} />;
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return <EmptyList {...props} />;
  const total = Math.max(props.total ?? 0, rows.length);
  const more = props.more && (hasNextPage || rows.length < total);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <Paper ref={frame} className="table-frame" withBorder tabIndex={0} role="region" aria-label={type.plural} data-stale={query.isPlaceholderData || undefined}>
        <Table stickyHeader aria-rowcount={more ? -1 : total} className="record-table">
          <TableHead columns={columns} order={props.order} onOrder={props.onOrder} choosing={Boolean(onChoose)} narrow={narrow} />
          <Table.Tbody>
            {before > 0 && <tr aria-hidden style={{ height: before }} />}
            {items.map(({ index }) => {
              const row = rows[index]!;
              return (
                <RecordRow
                  key={row.id} type={type} row={row} columns={columns} titles={titles} index={index} current={cursor === index}
                  chosen={chosen?.has(row.id)} onToggle={onChoose && toggle} onOpen={open}
                  narrow={narrow} measure={narrow ? virtual.measureElement : undefined}
                />
              );
            })}
            {after > 0 && <tr aria-hidden style={{ height: after }} />}
          </Table.Tbody>
        </Table>
      </Paper>
      <Text size="sm" c="dimmed" mt={6} role="status" data-testid="list-count">
        {t(more ? "list.count_more" : "list.count", { shown: formatDecimal(rows.length), total: formatDecimal(total) })}
      </Text>
    </>
  );
}

function EmptyList({ type, filtered, onClear, create }: Props) {
  const { t, i18n } = useTranslation();
  if (!filtered) {
    return (
      <Paper withBorder>
        <EmptyState title={t("list.empty", { types: inSentence(type.plural, i18n.language) })} text={type.help}>
          {create && <NewButton path={type.path} variant="light" />}
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Paper withBorder>
      <EmptyState title={t("list.nothing")} text={t("list.nothing_text")}>
        {onClear && <Button variant="light" onClick={onClear}>{t("list.clear")}</Button>}
      </EmptyState>
    </Paper>
  );
}
