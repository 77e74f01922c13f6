import { Checkbox, Group, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, RecordData } from "@common/meta";
import { isNumeric } from "../fields/FieldValue";
import { isSortable, nextOrder } from "../filter/filter";
import { ScrollX } from "../shell/ScrollX";
import { columnLabel } from "./columns";
import { ResizeHandle } from "./ResizeHandle";
import type { Selection } from "./useSelection";

interface Props {
  columns: FieldMeta[];
  widths?: Record<string, number | undefined>;
  onWidth?: (name: string, width: number | undefined) => void;
  order?: string;
  onOrder?: (order: string | undefined) => void;
  selection?: Selection;
  rows: RecordData[];
  /// One column under all names: they only sort, and scroll by themselves.
  narrow?: boolean;
}

export function TableHead({ columns, widths, onWidth, order, onOrder, selection, rows, narrow }: Props) {
  const { t } = useTranslation();
  const sorting = columns.filter((field) => onOrder && isSortable(field));
  const all = rows.length > 0 && rows.every((row) => selection?.chosen.has(row.id));
  const hidden = narrow && sorting.length === 0 && !selection;
  return (
    <Table.Thead className={hidden ? "visually-hidden" : undefined}>
      <Table.Tr>
        {selection && (
          <Table.Th className="choose">
            <Checkbox
              size="sm" aria-label={t("list.choose_all")} checked={all} indeterminate={!all && selection.chosen.size > 0} data-testid="choose-all"
              onChange={() => (all ? selection.clear() : selection.chooseAll())}
            />
          </Table.Th>
        )}
        {narrow && (
          <Table.Th className="narrow">
            <ScrollX label={t("list.order")}>
              <Group gap="md" wrap="nowrap">{sorting.map((field) => <OrderButton key={field.name} field={field} order={order} onOrder={onOrder!} />)}</Group>
            </ScrollX>
          </Table.Th>
        )}
        {!narrow && columns.map((field) => {
          const width = widths?.[field.name];
          return (
            <Table.Th
              key={field.name} className={isNumeric(field) ? "num" : undefined} style={width ? { width, minWidth: width, maxWidth: width } : undefined}
              aria-sort={directionOf(field, order) ?? (sorting.includes(field) ? "none" : undefined)} data-testid={`head-${field.name}`}
            >
              {sorting.includes(field) ? <OrderButton field={field} order={order} onOrder={onOrder!} /> : columnLabel(field, t)}
              {onWidth && <ResizeHandle name={field.name} onWidth={onWidth} />}
            </Table.Th>
          );
        })}
      </Table.Tr>
    </Table.Thead>
  );
}

function OrderButton({ field, order, onOrder }: { field: FieldMeta; order?: string; onOrder: (order: string | undefined) => void }) {
  const { t } = useTranslation();
  const direction = directionOf(field, order);
  const Arrow = direction === "descending" ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton fz="inherit" fw="inherit" c="inherit" style={{ whiteSpace: "nowrap", flexShrink: 0 }} onClick={() => onOrder(nextOrder(order, field.name))} data-testid={`order-${field.name}`}>
      {columnLabel(field, t)} {direction && <Arrow size={14} aria-hidden style={{ verticalAlign: "-2px" }} />}
    </UnstyledButton>
  );
}

const directionOf = ({ name }: FieldMeta, order: string | undefined) =>
  order === name ? "ascending" as const : order === `${name} desc` ? "descending" as const : undefined;
