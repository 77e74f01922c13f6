import { useState } from "react";
import { Alert, Badge, Button, Group, Paper, Select, SimpleGrid, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconChecklist } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatDay } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { usePreview, type MappedColumn, type Preview } from "../data/transfer";
import { useMatchedTypes } from "../data/quality";
import { useNarrow } from "../shell/useNarrow";
import { ReadingPicker } from "./ReadingPicker";
import { readingsFor, twoWaysOf } from "./readings";
import { choicesOf, doubled } from "./targets";

interface Props {
  run: RecordData;
  type: TypeMeta;
  busy: boolean;
  onCheck: (patch: Record<string, unknown>) => void;
  onResume?: () => void;
}

/// Which column fills what, with the first rows beside it.
export function MappingStep(props: Props) {
  const [sheet, setSheet] = useState((props.run.sheet as string | undefined) ?? "");
  const preview = usePreview(props.run.id, sheet);
  const { t } = useTranslation();
  return (
    <Stack>
      {typeof props.run.failure === "string" && props.run.state === "failed" && (
        <Alert color="danger" icon={<IconAlertTriangle />} title={t("transfer.failed")} role="alert" data-testid="import-failure">{props.run.failure}</Alert>
      )}
      {preview.isPending && <Skeleton h={320} />}
      {preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && <Mapping key={sheet} {...props} preview={preview.data} sheet={sheet} onSheet={setSheet} />}
    </Stack>
  );
}

// By likeness only where somebody asks for it: rows that are merely alike would be left out unasked.
const keyOf = (run: RecordData): string | null => (run.match_keys as string[] | undefined)?.[0] ?? null;

/// What stands in the record, once somebody has decided; the proposal before.
function firstMapping(run: RecordData, preview: Preview): MappedColumn[] {
  const decided = new Map(((run.mapping as MappedColumn[] | undefined) ?? []).map((line) => [line.column, line]));
  return preview.columns.map((proposed) => ({
    column: proposed.column,
    field: decided.get(proposed.column)?.field ?? (decided.size ? "" : proposed.field),
    transform: decided.get(proposed.column)?.transform ?? (decided.size ? "" : proposed.transform),
    confidence: proposed.confidence,
    proposed: decided.size === 0 || decided.get(proposed.column)?.proposed === true,
  }));
}

function Mapping({ run, type, preview, busy, onCheck, onResume, sheet, onSheet }: Props & { preview: Preview; sheet: string; onSheet: (sheet: string) => void }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [maps, setMaps] = useState(() => firstMapping(run, preview));
  const matched = useMatchedTypes().data?.some((one) => one.type === type.name) ?? false;
  const [key, setKey] = useState(keyOf(run));
  const [duplicate, setDuplicate] = useState(String(run.on_duplicate ?? "skip"));
  const partLabel = (part: string) => t(`transfer.part.${part}`, { defaultValue: part.replaceAll("_", " ").replaceAll(".", " ") });
  const choices = choicesOf(type, preview.targets, maps.map((map) => map.field), partLabel);
  const twice = doubled(maps.map((map) => map.field));
  const set = (index: number, change: Partial<MappedColumn>) => setMaps(maps.map((map, i) => (i === index ? { ...map, ...change } : map)));
  const filled = maps.filter((map) => map.field);
  const patch = {
    mapping: maps.map(({ column, field, transform }) => ({ column, field, transform })),
    match_keys: key ? [key] : [], on_duplicate: duplicate, sheet,
  };
  const keys = [...(matched ? ["similar"] : []), "mail", "phone", "name_postal_code", "external_id", ...new Set(filled.map((map) => map.field).filter((field) => !field.includes(".")))];
  return (
    <Stack>
      {preview.sheets.length > 1 && (
        <Select label={t("transfer.sheet")} data={preview.sheets} value={sheet || preview.sheets[0]!} allowDeselect={false} onChange={(value) => onSheet(value ?? "")} maw={320} data-testid="import-sheet" />
      )}
      <Paper withBorder bg="var(--surface)" p={narrow ? "xs" : "md"}>
        <Table verticalSpacing="xs" aria-label={t("transfer.mapping")} data-testid="mapping">
          {!narrow && (
            <Table.Thead><Table.Tr>
              <Table.Th>{t("transfer.column")}</Table.Th><Table.Th>{t("transfer.first_values")}</Table.Th><Table.Th>{t("transfer.field")}</Table.Th><Table.Th>{t("transfer.transform")}</Table.Th>
            </Table.Tr></Table.Thead>
          )}
          <Table.Tbody>
            {maps.map((map, index) => {
              const values = preview.rows.slice(0, 3).map((row) => row.cells[index]).filter(Boolean).join(" · ");
              const pickers = (
                <>
                  <Select aria-label={t("transfer.field_of", { column: map.column })} placeholder={t("transfer.left_out")} data={choices} value={map.field || null} searchable clearable
                    error={twice.has(map.field) ? t("transfer.twice") : undefined} onChange={(field) => {
                      set(index, { field: field ?? "", transform: "", confidence: undefined });
                      // Rows that name their records are known by nothing else.
                      if (field === "id") setKey("id");
                      else if (map.field === "id" && key === "id") setKey(null);
                    }} data-testid={`map-${map.column}`} />
                </>
              );
              const ways = map.field && map.proposed ? twoWaysOf(preview.rows.map((row) => row.cells[index] ?? ""), map.transform ?? "") : undefined;
              const transform = (
                <>
                  <ReadingPicker key={map.field} column={map.column} value={map.transform ?? ""} named={readingsFor(type.fields, map.field)} disabled={!map.field} onChange={(transform) => set(index, { transform, proposed: false })} />
                  {ways && <Text size="sm" c="attention" mt={4} data-testid={`two-ways-${map.column}`}>{t("transfer.two_ways", { value: ways.value, read: formatDay(ways.read), other: formatDay(ways.other) })}</Text>}
                </>
              );
              const sure = map.confidence ? <Badge variant="light" color={map.confidence >= 80 ? "success" : "attention"} tt="none">{t("transfer.confidence", { percent: map.confidence })}</Badge> : null;
              return narrow ? (
                <Table.Tr key={map.column}><Table.Td>
                  <Stack gap={4}><Group gap="xs"><Text fw={600}>{map.column}</Text>{sure}</Group><Text size="sm" c="dimmed" lineClamp={2}>{values}</Text>{pickers}{map.field && transform}</Stack>
                </Table.Td></Table.Tr>
              ) : (
                <Table.Tr key={map.column}>
                  <Table.Td><Text fw={600}>{map.column}</Text>{sure}</Table.Td>
                  <Table.Td maw={280}><Text size="sm" c="dimmed" lineClamp={2}>{values}</Text></Table.Td>
                  <Table.Td miw={240}>{pickers}</Table.Td><Table.Td miw={200}>{transform}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Paper>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select label={t("transfer.match")} description={t("transfer.match_help")} placeholder={t("transfer.match_none")} clearable value={key} onChange={setKey}
          data={keys.map((value) => ({ value, label: t(`transfer.key.${value}`, { defaultValue: choices.find((one) => one.value === value)?.label ?? value }) }))} data-testid="match-key" />
        <Select label={t("transfer.duplicates")} description={t("transfer.duplicates_help")} disabled={!key} value={duplicate} allowDeselect={false} onChange={(value) => setDuplicate(value ?? "skip")}
          data={["skip", "merge", "overwrite", "keep"].map((value) => ({ value, label: t(`transfer.on_duplicate.${value}`) }))} data-testid="on-duplicate" />
      </SimpleGrid>
      <Group justify="flex-end">
        {onResume && <Button variant="default" onClick={onResume} loading={busy}>{t("transfer.go_on")}</Button>}
        <Button leftSection={<IconChecklist size={16} />} onClick={() => onCheck(patch)} loading={busy} disabled={!filled.length || twice.size > 0} data-testid="import-check">{t("transfer.check")}</Button>
      </Group>
    </Stack>
  );
}
