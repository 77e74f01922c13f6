import { useEffect, useMemo, useRef, useState } from "react";
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
import { NewButton } from "../records/NewButton";
import { useNarrow } from "../shell/useNarrow";
import { columnsOf } from "./columns";
import { rowHeights } from "./preferences";
import { RecordRow } from "./RecordRow";
import { TableHead } from "./TableHead";
import { TableSkeleton } from "./TableSkeleton";
import type { Layout } from "./useColumns";
import { useRowKeys } from "./useRowKeys";
import type { Selection } from "./useSelection";
import "./table.css";

const narrowRowHeight = 72;

/// The cell that is being edited.
export interface EditedCell {
  id: string;
  name: string;
}

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
  selection?: Selection;
  /** Without one the type's own columns. */
  layout?: Layout;
  /** Cells take editors. */
  editing?: boolean;
}

/// A list in its four states. Only the rows in sight are in the page; the next page comes before the end is reached.
export function RecordTable(props: Props) {
  const { t } = useTranslation();
  const { type, query, rows, titles, selection, layout } = props;
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const own = useMemo(() => columnsOf(type), [type]);
  const columns = layout?.columns ?? own;
  const narrow = useNarrow("62em");
  const [edited, setEdited] = useState<EditedCell>();
  const density = layout?.density ?? "normal";
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => (narrow ? narrowRowHeight : rowHeights[density]), overscan: 12 });
  useEffect(() => virtual.measure(), [virtual, narrow, density]);
  const open = (id: string) => navigate(recordHref(type.path, id));
  const cursor = useRowKeys(rows, {
    open, toggle: (id, range) => selection?.toggle(id, range), show: (index) => virtual.scrollToIndex(index), edit: layout && !narrow ? (id) => setEdited({ id, name: "" }) : undefined,
  });
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
      <Paper ref={frame} className="table-frame" withBorder tabIndex={0} role="region" aria-label={type.plural} data-stale={query.isPlaceholderData || undefined} data-density={density}>
        <Table stickyHeader aria-rowcount={more ? -1 : total} className="record-table">
          <TableHead columns={columns} widths={layout?.widths} onWidth={layout?.onWidth} order={props.order} onOrder={props.onOrder} selection={selection} rows={rows} narrow={narrow} />
          <Table.Tbody>
            {before > 0 && <tr aria-hidden style={{ height: before }} />}
            {items.map(({ index }) => {
              const row = rows[index]!;
              return (
                <RecordRow
                  key={row.id} type={type} row={row} rows={rows} columns={columns} widths={layout?.widths} titles={titles} index={index} current={cursor === index}
                  chosen={selection?.chosen.has(row.id)} onToggle={selection?.toggle} onOpen={open}
                  editing={Boolean(props.editing) && !narrow} edited={edited?.id === row.id ? edited.name : undefined} onEdit={setEdited}
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

/// What the list is for, or how to find more than nothing.
export function EmptyList({ type, filtered, onClear, create }: Pick<Props, "type" | "filtered" | "onClear" | "create">) {
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
