import { Group, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@common/meta";
import { isNumeric } from "../fields/FieldValue";
import { ScrollX } from "../shell/ScrollX";
import { columnLabel } from "./columns";
import { isSortable, nextOrder } from "../filter/filter";

interface Props {
  columns: FieldMeta[];
  order?: string;
  onOrder?: (order: string | undefined) => void;
  choosing: boolean;
  /// One column under all names: they only sort, and scroll by themselves.
  narrow?: boolean;
}

export function TableHead({ columns, order, onOrder, choosing, narrow }: Props) {
  const { t } = useTranslation();
  const sorting = columns.filter((field) => onOrder && isSortable(field));
  return (
    <Table.Thead className={narrow && sorting.length === 0 ? "visually-hidden" : undefined}>
      <Table.Tr>
        {choosing && <Table.Th className="choose"><span className="visually-hidden">{t("list.choose")}</span></Table.Th>}
        {narrow && (
          <Table.Th className="narrow">
            <ScrollX label={t("list.order")}>
              <Group gap="md" wrap="nowrap">{sorting.map((field) => <OrderButton key={field.name} field={field} order={order} onOrder={onOrder!} />)}</Group>
            </ScrollX>
          </Table.Th>
        )}
        {!narrow && columns.map((field) => (
          <Table.Th
            key={field.name} className={isNumeric(field) ? "num" : undefined}
            aria-sort={directionOf(field, order) ?? (sorting.includes(field) ? "none" : undefined)}
          >
            {sorting.includes(field) ? <OrderButton field={field} order={order} onOrder={onOrder!} /> : columnLabel(field, t)}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

function OrderButton({ field, order, onOrder }: { field: FieldMeta; order?: string; onOrder: (order: string | undefined) => void }) {
  const { t } = useTranslation();
  const direction = directionOf(field, order);
  const Arrow = direction === "descending" ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton fz="inherit" fw="inherit" c="inherit" style={{ whiteSpace: "nowrap" }} onClick={() => onOrder(nextOrder(order, field.name))} data-testid={`order-${field.name}`}>
      {columnLabel(field, t)} {direction && <Arrow size={14} aria-hidden style={{ verticalAlign: "-2px" }} />}
    </UnstyledButton>
  );
}

const directionOf = ({ name }: FieldMeta, order: string | undefined) =>
  order === name ? "ascending" as const : order === `${name} desc` ? "descending" as const : undefined;
