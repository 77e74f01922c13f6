import { useEffect, useMemo, useState } from "react";
import { ActionIcon, Group } from "@mantine/core";
import { IconTableOptions } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { BulkBar } from "../bulk/BulkBar";
import { useRecords } from "../data/records";
import { ColumnsMenu } from "./ColumnsMenu";
import type { PanelProps } from "./panel";
import { sized } from "./preferences";
import { RecordTable } from "./RecordTable";
import { useColumns } from "./useColumns";
import { useSelection } from "./useSelection";

/// The rows, with columns as the reader likes them, edited in place, and what can be done with many.
export function ListPanel({ type, state, onError, onTitles }: PanelProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const asked = { filter: state.filter, search: state.search, order_by: state.order ?? type.order_by };
  const query = useRecords(type.path, asked);
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const titles = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.titles) ?? [])) as Record<string, string>, [pages]);
  const { chosen, columns, widths, density, setColumns, setDensity } = useColumns(type, state);
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
  return (
    <>
      <Group gap={4} justify="flex-end" mb={6} visibleFrom="md">
        {type.may.change && (
          <ActionIcon
            variant={editing ? "filled" : "default"} size={36} aria-pressed={editing} aria-label={t("list.edit_in_place")} title={t("list.edit_in_place")}
            onClick={() => setEditing(!editing)} data-testid="edit-in-place"
          >
            <IconTableOptions size={18} />
          </ActionIcon>
        )}
        <ColumnsMenu type={type} chosen={chosen} density={density} onColumns={setColumns} onDensity={setDensity} />
      </Group>
      <RecordTable
        type={type} query={query} rows={rows} titles={titles} total={total} more={more} order={state.order} onOrder={state.setOrder}
        create filtered={Boolean(state.filter || state.search)} onClear={() => state.set({ f: [], where: undefined, q: undefined })}
        selection={selection} editing={editing} layout={{ columns, widths, density, onWidth: (name, width) => setColumns(sized(chosen, name, width)) }}
      />
      <BulkBar type={type} columns={columns} targets={targets} selection={selection} total={total} more={more} />
    </>
  );
}
