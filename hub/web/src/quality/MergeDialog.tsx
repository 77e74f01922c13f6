import { useState } from "react";
import { Alert, Button, Group, Modal, Progress, Radio, Skeleton, Stack, Table, Text } from "@mantine/core";
import "@mantine/core/styles/Progress.css";
import "@mantine/core/styles/Radio.css";
import "@mantine/core/styles/RadioIndicator.css";
import { IconAlertTriangle, IconArrowsExchange } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "@common/components/ErrorState";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordTitle, useCatalogue } from "../data/meta";
import { mergeRecords, unmergeRecord, useMergePreview, useMergeReport, type MergePreview, type MergeReport } from "../data/quality";
import { plainValue } from "../fields/plain";
import { ScrollX } from "../shell/ScrollX";
import { differing, firstSides, mergeBody, sidesOf, type Side } from "./merge";
import { MergeResult } from "./MergeResult";

interface Props {
  type: TypeMeta;
  first: string;
  second: string;
  onClose: () => void;
}

/// Two records side by side, a choice per field, what moves; then what was done, and taking it back.
export function MergeDialog({ type, first, second, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [[kept, other], setSides] = useState([first, second]);
  const [begun, setBegun] = useState<MergeReport>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const preview = useMergePreview(type.path, kept!, other!);
  const [asked, setAsked] = useState(0);
  const report = useMergeReport(begun, asked).data ?? begun;
  const guarded = async (work: () => Promise<MergeReport>) => {
    setBusy(true);
    setError(undefined);
    try {
      setBegun(await work());
      setAsked(asked + 1);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  const close = () => {
    // Everything may have moved.
    if (begun) void client.invalidateQueries();
    onClose();
  };
  return (
    <Modal opened onClose={close} size="xl" title={t("quality.merge_title", { type: type.label })} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack data-testid="merge-dialog">
        {error !== undefined && <Alert color="danger" role="alert" icon={<IconAlertTriangle />} data-testid="merge-error">{refusal(error) ?? problemAdvice(error, t)}</Alert>}
        {!report && preview.isPending && <Skeleton h={240} />}
        {!report && preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
        {!report && preview.data && (
          <Choices
            key={kept} type={type} preview={preview.data} busy={busy} onSwap={() => setSides([other!, kept!])} onClose={close}
            onMerge={(body) => void guarded(() => mergeRecords(type.path, kept!, body))}
          />
        )}
        {report?.state === "running" && (
          <Stack gap="xs" role="status" data-testid="merge-running">
            <Text>{t("quality.running", { done: report.done, total: report.total })}</Text>
            <Progress value={report.total ? (100 * report.done) / report.total : 0} aria-label={t("quality.merge_title", { type: type.label })} />
          </Stack>
        )}
        {report && report.state !== "running" && (
          <>
            <MergeResult report={report} busy={busy} onUndo={() => void guarded(() => unmergeRecord(type.path, report.kept))} />
            <Group justify="flex-end"><Button onClick={close} data-testid="merge-close">{t("close")}</Button></Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}

/// What the hub says of the record that stands in the way.
const refusal = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.errors.length > 0 ? error.errors.map(({ field, text }) => (field.includes("/") ? `${text} (${field})` : text)).join(" ") : undefined;

interface ChoicesProps {
  type: TypeMeta;
  preview: MergePreview;
  busy: boolean;
  onSwap: () => void;
  onMerge: (body: unknown) => void;
  onClose: () => void;
}

function Choices({ type, preview, busy, onSwap, onMerge, onClose }: ChoicesProps) {
  const { t } = useTranslation();
  const [kept, other] = preview.records as [RecordData, RecordData];
  const fields = differing(type, kept, other);
  const [sides, setSides] = useState(() => firstSides(fields, kept, other));
  const titles = { ...other.titles, ...kept.titles };
  const of = (side: Side) => (side === "kept" ? kept : other);
  return (
    <>
      <Group justify="space-between" align="center">
        <Text>{t("quality.keeps", { kept: recordTitle(type, kept), other: recordTitle(type, other) })}</Text>
        <Button variant="default" size="sm" leftSection={<IconArrowsExchange size={16} aria-hidden />} onClick={onSwap} data-testid="merge-swap">{t("quality.swap")}</Button>
      </Group>
      {fields.length === 0 && <Text c="dimmed">{t("quality.same")}</Text>}
      {fields.length > 0 && (
        <ScrollX label={t("quality.choose")} minWidth={300}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("conflict.field")}</Table.Th>
                <Table.Th>{t("quality.value")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {fields.map((field) => (
                <Table.Tr key={field.name}>
                  <Table.Th scope="row" style={{ overflowWrap: "break-word" }}>{field.label}</Table.Th>
                  <Table.Td style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                    <Radio.Group name={`merge-${field.name}`} value={sides[field.name]} onChange={(side) => setSides({ ...sides, [field.name]: side as Side })} aria-label={field.label}>
                      <Group gap="md" className="merge-sides">
                        {sidesOf(field).map((side) => (
                          <Radio
                            key={side} value={side} data-testid={`merge-${field.name}-${side}`}
                            label={side === "all" ? t("quality.both") : plainValue(field, of(side)[field.name], titles) || t("field.empty")}
                            description={side === "kept" ? t("quality.stays") : side === "other" ? t("quality.goes") : undefined}
                          />
                        ))}
                      </Group>
                    </Radio.Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollX>
      )}
      <References references={preview.references} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
        <Button loading={busy} onClick={() => onMerge(mergeBody(fields, sides, kept, other))} data-testid="merge-do">{t("quality.merge")}</Button>
      </Group>
    </>
  );
}

/// What leads to the one that goes: it will lead to the one that stays.
function References({ references }: { references: MergePreview["references"] }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  if (references.length === 0) return <Text size="sm" c="dimmed" data-testid="merge-references">{t("quality.no_references")}</Text>;
  return (
    <div data-testid="merge-references">
      <Text fw={600} size="sm">{t("quality.moves")}</Text>
      {references.map(({ type, moves, stays }) => (
        <Text size="sm" key={type}>
          {catalogue.named(type)?.plural ?? t("quality.other_types")}: {moves}
          {stays > 0 && <Text span c="dimmed"> · {t("quality.stay_count", { count: stays })}</Text>}
        </Text>
      ))}
    </div>
  );
}
