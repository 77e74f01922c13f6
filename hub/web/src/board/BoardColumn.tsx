import { useEffect, useMemo } from "react";
import { Badge, Button, Group, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal } from "@common/format";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { useRecords } from "../data/records";
import type { PanelProps } from "../list/panel";
import { BoardCard } from "./BoardCard";
import { columnFilter } from "./columns";
import { totalsOf } from "./totals";
import type { Pending } from "./useMove";

interface Props extends PanelProps {
  grouping: FieldMeta;
  value: string;
  label: string;
  fields: FieldMeta[];
  pending: Pending[];
  /// The card that is carried may not come here.
  dimmed: boolean;
  onCarry: (row: RecordData | undefined) => void;
  onDrop: () => void;
  onMove: (row: RecordData, to: string) => void;
}

/// One column: how many, what they sum up to, and the first of them.
export function BoardColumn(props: Props) {
  const { t } = useTranslation();
  const { type, grouping, value, label, state, fields, pending, dimmed, onCarry, onDrop, onMove, onError, onTitles } = props;
  const filter = state.filter ? `(${state.filter}) AND ${columnFilter(grouping, value)}` : columnFilter(grouping, value);
  const query = useRecords(type.path, { filter, search: state.search, order_by: state.order ?? type.order_by, page_size: 30 });
  const pages = query.data?.pages;
  const titles = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.titles) ?? [])) as Record<string, string>, [pages]);
  useEffect(() => onTitles(titles), [titles, onTitles]);
  useEffect(() => onError(query.error ?? undefined), [query.error, onError]);
  const loaded = pages?.flatMap((page) => page.items) ?? [];
  const coming = pending.filter((one) => one.to === value && !loaded.some((row) => row.id === one.row.id)).map((one) => one.row);
  const rows = [...coming, ...loaded.filter((row) => !pending.some((one) => one.row.id === row.id && one.to !== value))];
  const total = (pages?.[0]?.total ?? 0) + coming.length - (loaded.length - (rows.length - coming.length));
  const count = formatDecimal(total) + (pages?.[0]?.total_is_exact === false ? "+" : "");
  const heading = `column-${grouping.name}-${value || "none"}`;
  return (
    <section
      className="board-column" aria-labelledby={heading} data-dimmed={dimmed || undefined} data-column={value} data-testid={heading}
      onDragOver={(event) => !dimmed && event.preventDefault()} onDrop={(event) => { event.preventDefault(); onDrop(); }}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs" className="board-head">
        <Text fw={600} id={heading} component="h2" size="sm" m={0}>{label}</Text>
        {pages && <Badge color="neutral" tt="none" aria-label={t("board.count", { count: total, shown: count })} data-testid={`count-${value || "none"}`}>{count}</Badge>}
      </Group>
      <Totals type={type} rows={rows} complete={!query.hasNextPage} />
      {query.isPending && <Skeleton h={72} />}
      {query.isError && !pages && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <ul className="board-cards" aria-labelledby={heading}>
        {rows.map((row) => (
          <BoardCard key={row.id} type={type} row={row} grouping={grouping} fields={fields} titles={titles} onCarry={onCarry} onMove={onMove} moving={pending.some((one) => one.row.id === row.id)} />
        ))}
      </ul>
      {pages && rows.length === 0 && <Text size="sm" c="dimmed" ta="center" py="md">{t("board.empty")}</Text>}
      {query.hasNextPage && <Button variant="subtle" size="xs" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("board.more")}</Button>}
    </section>
  );
}

function Totals({ type, rows, complete }: { type: TypeMeta; rows: RecordData[]; complete: boolean }) {
  const { t } = useTranslation();
  const totals = totalsOf(type, rows);
  if (totals.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className="figures">
      {totals.map(({ label, text }) => `${label} ${text}`).join(" · ")}{!complete && ` ${t("board.of_shown")}`}
    </Text>
  );
}
