import { Anchor, Paper, Select, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { recordHref } from "../data/meta";

export interface Probable {
  line: string;
  row: number;
  title?: string;
  match: string;
  match_title?: string;
  percent: number;
  choice?: string;
}

interface Props {
  type: TypeMeta;
  rows: Probable[];
  count: number;
  /// What becomes of all duplicates, unless a row says otherwise.
  otherwise: string;
  onChoose: (line: string, choice: string | null) => void;
}

/// Rows that are probably there already; of each somebody may say what becomes of it.
export function ProbableTable({ type, rows, count, otherwise, onChoose }: Props) {
  const { t } = useTranslation();
  const label = (choice: string) => t(`transfer.on_duplicate.${choice}`);
  return (
    <Paper withBorder bg="var(--surface)" p="md" data-testid="probable">
      <Title order={2} size="h4">{t("transfer.probable", { count })}</Title>
      <Text size="sm" c="dimmed" mb="xs">{t("transfer.probable_help")}</Text>
      <Table verticalSpacing="xs" aria-label={t("transfer.probable", { count })}>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.line} className="probable-row">
              <Table.Td>
                <Text size="sm" c="dimmed">{t("transfer.row", { row: row.row })}</Text>
                <Text>{row.title}</Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm" c="dimmed">{t("transfer.alike", { percent: row.percent })}</Text>
                <Anchor component={Link} to={recordHref(type.path, row.match)} target="_blank">{row.match_title ?? row.match}</Anchor>
              </Table.Td>
              <Table.Td>
                <Select aria-label={t("transfer.becomes", { row: row.row })} clearable placeholder={label(otherwise)} value={row.choice ?? null} onChange={(choice) => onChoose(row.line, choice)}
                  data={["skip", "merge", "overwrite", "keep"].map((value) => ({ value, label: label(value) }))} data-testid={`probable-${row.row}`} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {count > rows.length && <Text size="sm" c="dimmed" mt="xs">{t("transfer.probable_more", { shown: rows.length })}</Text>}
    </Paper>
  );
}
