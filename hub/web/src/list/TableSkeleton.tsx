import { Paper, Skeleton, Table } from "@mantine/core";
import { Delayed } from "@common/components/Delayed";

export function TableSkeleton({ columns, rows = 10 }: { columns: number; rows?: number }) {
  return (
    <Delayed>
      <Paper withBorder p="xs" aria-busy="true">
        <Table>
          <Table.Tbody>
            {Array.from({ length: rows }, (_, row) => (
              <Table.Tr key={row}>
                {Array.from({ length: columns }, (_, column) => (
                  <Table.Td key={column}><Skeleton h={14} w={`${50 + ((row * 7 + column * 13) % 45)}%`} /></Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
    </Delayed>
  );
}
