import { memo, type Ref } from "react";
import { Anchor, Checkbox, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { recordHref, recordTitle, stateLabel } from "../data/meta";
import { isNumeric } from "../fields/FieldValue";
import { briefValue } from "../fields/plain";
import { NarrowRow } from "./NarrowRow";

interface Props {
  type: TypeMeta;
  row: RecordData;
  columns: FieldMeta[];
  titles: Record<string, string>;
  index: number;
  current: boolean;
  chosen?: boolean;
  onToggle?: (id: string) => void;
  onOpen: (id: string) => void;
  /** On a phone, where rows differ in height: by this they are measured. */
  narrow?: boolean;
  measure?: Ref<HTMLTableRowElement>;
}

/// One row; its first cell is the link, the whole row opens by mouse.
export const RecordRow = memo(function RecordRow({ type, row, columns, titles, index, current, chosen, onToggle, onOpen, narrow, measure }: Props) {
  const { t } = useTranslation();
  const href = recordHref(type.path, row.id);
  return (
    <Table.Tr
      ref={measure} data-index={index} data-testid={`row-${row.id}`} data-row data-current={current || undefined} aria-rowindex={index + 2} aria-selected={chosen}
      onClick={(event) => !(event.target as Element).closest("a,button,input,label") && onOpen(row.id)}
    >
      {onToggle && (
        <Table.Td className="choose">
          <Checkbox
            size="sm" checked={chosen ?? false} onChange={() => onToggle(row.id)} tabIndex={-1}
            aria-label={t("list.choose_row", { title: recordTitle(type, { ...row, titles }) })}
          />
        </Table.Td>
      )}
      {narrow && <NarrowRow type={type} row={row} columns={columns} titles={titles} />}
      {!narrow && columns.map((field, column) => {
        const text = cellText(type, field, row, titles);
        return (
          <Table.Td key={field.name} className={isNumeric(field) ? "num" : undefined} title={text.length > 40 ? text : undefined}>
            {field.name === "state" && row.state ? (
              <StateBadge state={row.state} label={text} />
            ) : column === 0 ? (
              <Anchor component={Link} to={href} fw={500}>{text || recordTitle(type, { ...row, titles })}</Anchor>
            ) : (
              <span className="figures">{text}</span>
            )}
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
});

const cellText = (type: TypeMeta, field: FieldMeta, row: RecordData, titles: Record<string, string>): string =>
  field.name === "state" ? stateLabel(type, row.state) : briefValue(field, row[field.name], titles);
