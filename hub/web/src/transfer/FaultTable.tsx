import { Anchor, Button, Group, Paper, Skeleton, Table, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { recordHref, shortId } from "../data/meta";
import { useFaults, type Work } from "../data/transfer";
import { useNarrow } from "../shell/useNarrow";

const shown = 100;

/// What is wrong: the first of it here, all of it as a file. `path`: the values are records there; `items`: the file's rows are counted as items.
export function FaultTable({ run, work, state, title, path, items }: { run: string; work: Work; state: string; title: string; path?: string; items?: boolean }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const counted = items ? "item" : "line";
  const faults = useFaults(run, work, state);
  if (faults.isPending) return <Skeleton h={120} />;
  if (faults.isError) return <ErrorState error={faults.error} onRetry={() => void faults.refetch()} />;
  if (faults.data.items.length === 0) return null;
  return (
    <Paper withBorder bg="var(--surface)" p={narrow ? "xs" : "md"} data-testid={`faults-${work}`}>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{title}</Text>
        <Button component="a" href={`/api/imports/${run}/faults.csv?work=${work}`} download="errors.csv" variant="default" size="xs" leftSection={<IconDownload size={16} />} data-testid={`faults-file-${work}`}>{t("transfer.all_faults")}</Button>
      </Group>
      <Table aria-label={title} fz="sm">
        {!narrow && !path && (
          <Table.Thead><Table.Tr>
            <Table.Th className="num">{t(`transfer.${counted}`)}</Table.Th><Table.Th>{t("transfer.column")}</Table.Th><Table.Th>{t("transfer.value")}</Table.Th><Table.Th>{t("transfer.reason")}</Table.Th>
          </Table.Tr></Table.Thead>
        )}
        <Table.Tbody>
          {faults.data.items.slice(0, shown).map((fault, index) => path ? (
            <Table.Tr key={index}>
              <Table.Td>{t(`transfer.${counted}_n`, { line: fault.line })}</Table.Td><Table.Td><Anchor component={Link} to={recordHref(path, fault.value)}>{shortId(fault.value)}</Anchor></Table.Td><Table.Td>{fault.reason}</Table.Td>
            </Table.Tr>
          ) : narrow ? (
            <Table.Tr key={index}><Table.Td>
              <Text size="sm" fw={600}>{t(`transfer.${counted}_n`, { line: fault.line })} {fault.column}</Text>
              <Text size="sm">{fault.reason}{fault.value && ` (${fault.value})`}</Text>
            </Table.Td></Table.Tr>
          ) : (
            <Table.Tr key={index}>
              <Table.Td className="num">{fault.line}</Table.Td><Table.Td>{fault.column}</Table.Td><Table.Td style={{ overflowWrap: "anywhere" }}>{fault.value}</Table.Td><Table.Td>{fault.reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {faults.data.items.length > shown && <Text size="sm" c="dimmed" mt="xs">{t("transfer.more_faults", { count: shown })}</Text>}
    </Paper>
  );
}
