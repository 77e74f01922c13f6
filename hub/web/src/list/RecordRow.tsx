import { memo, type MouseEvent, type Ref } from "react";
import { Checkbox, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { isCellEditable, nextCell } from "../cells/editable";
import { NarrowRow } from "./NarrowRow";
import { RecordCell } from "./RecordCell";
import type { EditedCell } from "./RecordTable";

interface Props {
  type: TypeMeta;
  row: RecordData;
  rows: RecordData[];
  columns: FieldMeta[];
  widths?: Record<string, number | undefined>;
  titles: Record<string, string>;
  index: number;
  current: boolean;
  chosen?: boolean;
  onToggle?: (id: string, range?: boolean) => void;
  onOpen: (id: string) => void;
  /** A press on a cell edits it. */
  editing: boolean;
  /** The cell under its editor; "" is the first that takes one. */
  edited?: string;
  onEdit: (cell: EditedCell | undefined) => void;
  /** On a phone, where rows differ in height: by this they are measured. */
  narrow?: boolean;
  measure?: Ref<HTMLTableRowElement>;
}

/// One row; its first cell is the link, the whole row opens by mouse.
export const RecordRow = memo(function RecordRow(props: Props) {
  const { type, row, rows, columns, widths, titles, index, current, chosen, onToggle, onOpen, editing, edited, onEdit, narrow, measure } = props;
  const { t } = useTranslation();
  const press = (event: MouseEvent) => {
    if ((event.target as Element).closest("a,button,input,label,[data-cell-edit]")) return;
    if (event.shiftKey && onToggle) return onToggle(row.id, true);
    onOpen(row.id);
  };
  const next = (column: number, step: 1 | -1) => {
    const cell = nextCell(type, columns, rows, index, column, step);
    onEdit(cell && { id: rows[cell.row]!.id, name: columns[cell.column]!.name });
  };
  const first = columns.find((field) => isCellEditable(type, field, row))?.name;
  return (
    <Table.Tr
      ref={measure} data-index={index} data-testid={`row-${row.id}`} data-row data-current={current || undefined} aria-rowindex={index + 2} aria-selected={chosen}
      onClick={press}
    >
      {onToggle && (
        <Table.Td className="choose">
          <Checkbox
            size="sm" checked={chosen ?? false} readOnly onClick={(event) => onToggle(row.id, event.shiftKey)} tabIndex={-1}
            aria-label={t("list.choose_row", { title: recordTitle(type, { ...row, titles }) })}
          />
        </Table.Td>
      )}
      {narrow && <NarrowRow type={type} row={row} columns={columns} titles={titles} />}
      {!narrow && columns.map((field, column) => (
        <RecordCell
          key={field.name} type={type} row={row} field={field} titles={titles} isLink={column === 0} width={widths?.[field.name]}
          editable={editing && isCellEditable(type, field, row)} edited={edited !== undefined && field.name === (edited || first)}
          onEdit={(open) => onEdit(open ? { id: row.id, name: field.name } : undefined)} onNext={(step) => next(column, step)}
        />
      ))}
    </Table.Tr>
  );
});
