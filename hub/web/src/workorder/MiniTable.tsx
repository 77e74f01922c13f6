import type { ReactNode } from "react";
import { Group, Table, Text } from "@mantine/core";
import { ScrollX } from "../shell/ScrollX";
import { useNarrow } from "../shell/useNarrow";
import { usePage } from "../shell/usePage";

export interface MiniColumn<T> {
  label: string;
  numeric?: boolean;
  /// Names the row on a phone, beside the first column.
  lead?: boolean;
  /// Seldom filled: on a phone a row without a value does not name it.
  empty?: (row: T) => boolean;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: MiniColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  testId?: string;
}

/// A small table of purpose-built pages; a long one shows fifty rows at a time. A phone has the columns below each other: beside
/// each other the last ones, often the sums, would be out of sight.
export function MiniTable<T>({ label, columns, rows, rowKey, testId }: Props<T>) {
  const { shown, more } = usePage(rows);
  const narrow = useNarrow();
  if (narrow) {
    return (
      <>
        <Table aria-label={label} verticalSpacing={6} data-testid={testId}>
          <Table.Tbody>
            {shown.map((row) => <Table.Tr key={rowKey(row)} data-testid={`row-${rowKey(row)}`}><Table.Td px={0}><Stacked row={row} columns={columns} /></Table.Td></Table.Tr>)}
          </Table.Tbody>
        </Table>
        {more}
      </>
    );
  }
  return (
    <ScrollX label={label} minWidth={columns.length * 90}>
      <Table aria-label={label} verticalSpacing={6} data-testid={testId}>
        <Table.Thead>
          <Table.Tr>{columns.map((column) => column.label
            ? <Table.Th key={column.label} className={column.numeric ? "num" : undefined}>{column.label}</Table.Th>
            : <Table.Td key={column.label} />)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row) => (
            <Table.Tr key={rowKey(row)} data-testid={`row-${rowKey(row)}`}>
              {columns.map((column) => <Table.Td key={column.label} className={column.numeric ? "num" : undefined}>{column.cell(row)}</Table.Td>)}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more}
    </ScrollX>
  );
}

function Stacked<T>({ row, columns }: { row: T; columns: MiniColumn<T>[] }) {
  const leads = columns.filter((column, index) => index === 0 || column.lead);
  return (
    <>
      <Group gap="2px 8px" fw={500}>{leads.map((column) => <span key={column.label}>{column.cell(row)}</span>)}</Group>
      <Group gap="2px 12px">
        {columns.filter((column) => !leads.includes(column) && !column.empty?.(row)).map((column) => (
          <Group key={column.label} component="span" gap={4} wrap="nowrap" align="baseline" className={column.numeric ? "figures" : undefined}>
            <Text span size="sm" c="dimmed">{column.label}</Text>
            {/* A group leaves out what is falsy, also the number 0. */}
            <span style={{ minWidth: 0, overflowWrap: "anywhere" }}>{column.cell(row)}</span>
          </Group>
        ))}
      </Group>
    </>
  );
}
