import type { ReactNode } from "react";
import { Table } from "@mantine/core";
import { ScrollX } from "../shell/ScrollX";
import { usePage } from "../shell/usePage";

export interface MiniColumn<T> {
  label: string;
  numeric?: boolean;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: MiniColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  foot?: ReactNode;
  testId?: string;
}

/// A small table of purpose-built pages; a long one shows fifty rows at a time.
export function MiniTable<T>({ label, columns, rows, rowKey, foot, testId }: Props<T>) {
  const { shown, more } = usePage(rows);
  return (
    <ScrollX label={label} minWidth={columns.length * 90}>
      <Table aria-label={label} verticalSpacing={6} data-testid={testId}>
        <Table.Thead>
          <Table.Tr>{columns.map((column) => <Table.Th key={column.label} className={column.numeric ? "num" : undefined}>{column.label}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row) => (
            <Table.Tr key={rowKey(row)} data-testid={`row-${rowKey(row)}`}>
              {columns.map((column) => <Table.Td key={column.label} className={column.numeric ? "num" : undefined}>{column.cell(row)}</Table.Td>)}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {foot && <Table.Tfoot>{foot}</Table.Tfoot>}
      </Table>
      {more}
    </ScrollX>
  );
}
