import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@common/meta";
import { isNumeric } from "../fields/FieldValue";
import { columnLabel } from "./columns";
import { isSortable, nextOrder } from "./filter";

interface Props {
  columns: FieldMeta[];
  order?: string;
  onOrder?: (order: string | undefined) => void;
  choosing: boolean;
}

export function TableHead({ columns, order, onOrder, choosing }: Props) {
  const { t } = useTranslation();
  return (
    <Table.Thead>
      <Table.Tr>
        {choosing && <Table.Th className="choose"><span className="visually-hidden">{t("list.choose")}</span></Table.Th>}
        {columns.map((field) => {
          const direction = order === field.name ? "ascending" : order === `${field.name} desc` ? "descending" : undefined;
          const Arrow = direction === "descending" ? IconArrowDown : IconArrowUp;
          return (
            <Table.Th key={field.name} className={isNumeric(field) ? "num" : undefined} aria-sort={direction ?? (onOrder && isSortable(field) ? "none" : undefined)}>
              {onOrder && isSortable(field) ? (
                <UnstyledButton fz="inherit" fw="inherit" c="inherit" onClick={() => onOrder(nextOrder(order, field.name))} data-testid={`order-${field.name}`}>
                  {columnLabel(field, t)} {direction && <Arrow size={14} aria-hidden style={{ verticalAlign: "-2px" }} />}
                </UnstyledButton>
              ) : (
                columnLabel(field, t)
              )}
            </Table.Th>
          );
        })}
      </Table.Tr>
    </Table.Thead>
  );
}
