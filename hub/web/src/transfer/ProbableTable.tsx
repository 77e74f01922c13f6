import { Anchor, Paper, Select, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatDecimal } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { recordHref, shortId } from "../data/meta";
import { useNarrow } from "../shell/useNarrow";

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

const choices = ["skip", "merge", "overwrite", "keep"];

/// Rows that are probably there already; of each somebody may say what becomes of it. On a phone a row's parts stand below each other.
export function ProbableTable({ type, rows, count, otherwise, onChoose }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const label = (choice: string) => t(`transfer.on_duplicate.${choice}`);
  const title = t("transfer.probable", { count, number: formatDecimal(count) });
  const brought = (row: Probable) => (
    <div>
      {narrow && <Text size="sm" c="dimmed">{t("transfer.line_n", { line: row.row })}</Text>}
      <Text style={{ overflowWrap: "anywhere" }}>{row.title || t("field.empty")}</Text>
    </div>
  );
  const known = (row: Probable) => (
    <div>
      <Text size="sm" c="dimmed">{t("transfer.alike", { percent: row.percent })}</Text>
      <Anchor component={Link} to={recordHref(type.path, row.match)} target="_blank" style={{ overflowWrap: "anywhere" }}>{row.match_title || shortId(row.match)}</Anchor>
    </div>
  );
  const choice = (row: Probable) => (
    <Select aria-label={t("transfer.becomes", { row: row.row })} clearable placeholder={label(otherwise)} value={row.choice ?? null} onChange={(chosen) => onChoose(row.line, chosen)}
      data={choices.map((value) => ({ value, label: label(value) }))} data-testid={`probable-${row.row}`} />
  );
  return (
    <Paper withBorder bg="var(--surface)" p={narrow ? "xs" : "md"} data-testid="probable">
      <Title order={2} size="h4">{title}</Title>
      <Text size="sm" c="dimmed" mb="xs">{t("transfer.probable_help")}</Text>
      <Table verticalSpacing="xs" aria-label={title}>
        {!narrow && (
          <Table.Thead><Table.Tr>
            <Table.Th className="num" w={72}>{t("transfer.line")}</Table.Th><Table.Th>{t("transfer.in_file")}</Table.Th><Table.Th>{t("transfer.is_there")}</Table.Th><Table.Th>{t("transfer.becomes_of_it")}</Table.Th>
          </Table.Tr></Table.Thead>
        )}
        <Table.Tbody>
          {rows.map((row) => narrow ? (
            <Table.Tr key={row.line}><Table.Td px={0}><Stack gap={6}>{brought(row)}{known(row)}{choice(row)}</Stack></Table.Td></Table.Tr>
          ) : (
            <Table.Tr key={row.line}>
              <Table.Td className="num">{row.row}</Table.Td><Table.Td>{brought(row)}</Table.Td><Table.Td>{known(row)}</Table.Td><Table.Td w={240} miw={200}>{choice(row)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {count > rows.length && <Text size="sm" c="dimmed" mt="xs">{t("transfer.probable_more", { shown: rows.length })}</Text>}
    </Paper>
  );
}
