import { lazy, Suspense } from "react";
import { Anchor, Table } from "@mantine/core";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { recordHref, recordTitle, stateLabel } from "../data/meta";
import { isNumeric } from "../fields/FieldValue";
import { briefValue } from "../fields/plain";

const EditedCell = lazy(() => import("../cells/EditedCell"));

interface Props {
  type: TypeMeta;
  row: RecordData;
  field: FieldMeta;
  titles: Record<string, string>;
  isLink: boolean;
  width?: number;
  editable: boolean;
  edited: boolean;
  onEdit: (open: boolean) => void;
  onNext: (step: 1 | -1) => void;
}

/// One value of one row; where the list is edited in place, a press opens its editor.
export function RecordCell({ type, row, field, titles, isLink, width, editable, edited, onEdit, onNext }: Props) {
  const text = cellText(type, field, row, titles);
  const color = field.choices?.find((one) => one.value === row[field.name])?.color;
  const classes = [isNumeric(field) && "num", editable && "cell-edit"].filter(Boolean).join(" ");
  return (
    <Table.Td
      className={classes || undefined} style={edited ? { position: "relative", overflow: "visible", maxWidth: width } : { maxWidth: width }} title={text.length > 40 ? text : undefined}
      data-testid={`cell-${row.id}-${field.name}`} data-cell-edit={editable || edited || undefined} onClick={editable && !edited ? () => onEdit(true) : undefined}
    >
      {field.name === "state" && row.state ? (
        <StateBadge state={row.state} label={text} />
      ) : isLink && !editable ? (
        <Anchor component={Link} to={recordHref(type.path, row.id)} fw={500}>{text || recordTitle(type, { ...row, titles })}</Anchor>
      ) : (
        <span className="figures" translate={isName(field) ? "no" : undefined}>{color && <span className="dot" style={{ background: color, marginInlineEnd: 6 }} aria-hidden />}{text}</span>
      )}
      {edited && (
        <Suspense>
          <EditedCell type={type} field={field} row={row} titles={titles} onClose={() => onEdit(false)} onNext={onNext} />
        </Suspense>
      )}
    </Table.Td>
  );
}

/// What a record is called is nobody's to translate.
const isName = ({ kind }: FieldMeta): boolean => kind === "reference" || kind === "about";

const cellText = (type: TypeMeta, field: FieldMeta, row: RecordData, titles: Record<string, string>): string =>
  field.name === "state" ? stateLabel(type, row.state) : briefValue(field, row[field.name], titles);
