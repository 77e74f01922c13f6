import { Group, Paper, Select, Skeleton, Stack, Table, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "@common/api";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal, place } from "@common/format";
import type { FieldMeta } from "@common/meta";
import { plainValue } from "../fields/plain";
import { columnLabel } from "../list/columns";
import { usePanelReport, type PanelProps } from "../list/panel";
import { ScrollX } from "../shell/ScrollX";
import { useNarrow } from "../shell/useNarrow";
import { groupParts, rowsOf, shares, sumFields, type Group as SummaryGroup, type Part, type SummaryReply } from "./parts";
import "./summary.css";

/// How many there are, and how much, by what the records have in common: a table whose rows are bars.
export default function SummaryPanel(props: PanelProps) {
  const { type, state } = props;
  const { t } = useTranslation();
  const narrow = useNarrow();
  const parts = groupParts(type), numbers = sumFields(type);
  const part = parts.find((one) => one.name === state.by) ?? parts[0]!;
  const sum = numbers.find((one) => one.name === state.sum);
  const asked = { group: part.name, sum: sum?.name, filter: state.filter || undefined, search: state.search || undefined };
  const query = useQuery({
    queryKey: ["list", type.path, "summary", asked],
    queryFn: ({ signal }) => get<SummaryReply>(`/api/${type.path}/summary/`, asked, signal),
    placeholderData: keepPreviousData,
  });
  const titles = usePanelReport(props, query.error, [query.data]);
  const partLabel = (one: Part) => (one.bucket ? t(`summary.by_${one.bucket}`, { field: columnLabel(one.field, t) }) : columnLabel(one.field, t));
  return (
    <Stack gap="md" data-testid="summary">
      <Group>
        <Select label={t("summary.group")} data={parts.map((one) => ({ value: one.name, label: partLabel(one) }))} value={part.name} allowDeselect={false} searchable onChange={(by) => state.set({ by: by ?? undefined })} data-testid="summary-group" />
        {numbers.length > 0 && (
          <Select label={t("summary.sum")} placeholder={t("summary.count_only")} data={numbers.map((one) => ({ value: one.name, label: one.label }))} value={sum?.name ?? null} clearable onChange={(name) => state.set({ sum: name ?? undefined })} data-testid="summary-sum" />
        )}
      </Group>
      {query.isPending && <Skeleton h={240} />}
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.data.total === 0 && <Paper withBorder bg="var(--surface)"><EmptyState title={t("summary.none")} /></Paper>}
      {query.data && query.data.total > 0 && <Figures reply={query.data} part={part} label={partLabel(part)} sum={sum} narrow={narrow} titles={titles} />}
    </Stack>
  );
}

interface FiguresProps {
  reply: SummaryReply;
  part: Part;
  label: string;
  sum?: FieldMeta;
  narrow: boolean;
  titles: Record<string, string>;
}

function Figures({ reply, part, label, sum, narrow, titles }: FiguresProps) {
  const { t } = useTranslation();
  const rows = rowsOf(reply, sum?.name);
  const lengths = shares(rows, sum !== undefined);
  const figure = (value: unknown) => (value === undefined || value === null || !sum ? "" : plainValue(sum, value));
  const more = sum && !narrow;
  return (
    <Paper withBorder bg="var(--surface)" p={narrow ? "xs" : "md"}>
      <ScrollX label={t("list.shows.summary")}>
        <Table verticalSpacing="xs" data-testid="summary-table">
          <Table.Caption ta="start">{t("summary.total", { count: reply.total, total: formatDecimal(reply.total) })}{reply.more ? ` ${t("summary.more", { shown: reply.groups.length })}` : ""}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" w={narrow ? undefined : "100%"} miw={120}>{label}</Table.Th>
              <Table.Th scope="col" className="num">{t("summary.count")}</Table.Th>
              {sum && <Table.Th scope="col" className="num">{t("summary.sum_of", { field: sum.label })}</Table.Th>}
              {more && <><Table.Th scope="col" className="num">{t("summary.average")}</Table.Th><Table.Th scope="col" className="num">{t("summary.minimum")}</Table.Th><Table.Th scope="col" className="num">{t("summary.maximum")}</Table.Th></>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ group, figures }, index) => (
              <Table.Tr key={index} data-testid="summary-row">
                <Table.Th scope="row" fw={400}>
                  <Text span>{nameOf(part, group, titles) || t("summary.without", { field: label })}</Text>
                  <div className="summary-bar" aria-hidden><div style={{ width: `${lengths[index]}%` }} /></div>
                </Table.Th>
                <Table.Td className="num">{formatDecimal(group.count)}</Table.Td>
                {sum && <Table.Td className="num">{figure(figures?.sum)}</Table.Td>}
                {more && <><Table.Td className="num">{figure(figures?.average)}</Table.Td><Table.Td className="num">{figure(figures?.minimum)}</Table.Td><Table.Td className="num">{figure(figures?.maximum)}</Table.Td></>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollX>
    </Paper>
  );
}

/// What the records of a group have in common, in words; empty where they have nothing there.
function nameOf(part: Part, group: SummaryGroup, titles: Record<string, string>): string {
  const value = group.by[part.name];
  if (value === null || value === undefined) return "";
  if (!part.bucket) return plainValue(part.field, value, titles);
  const [year, month] = String(value).split("-");
  return month ? new Intl.DateTimeFormat(place().locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(Number(year), Number(month) - 1)) : year!;
}
