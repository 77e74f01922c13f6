import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { api } from "../data/api";
import { useCatalogue } from "../data/meta";
import type { Integrity } from "../data/pages";
import { useRecords } from "../data/records";
import { comparison } from "../filter/filter";
import { FactSheet } from "../records/FactSheet";
import { PdfLink } from "../records/PdfLink";
import { IntegrityBadge } from "../workorder/IntegrityBadge";

/// A paper: its PDF, who signed it and when, and what was filled in.
export default function PaperReader({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const may = useCatalogue().data!.path("digital-signatures") !== undefined;
  const query = useRecords("digital-signatures", { filter: comparison("document", "=", record.id), order_by: "at" }, may);
  const signatures = query.data?.pages.flatMap((page) => page.items) ?? [];
  const integrity = useQuery({
    queryKey: ["integrity", record.id, record.version],
    queryFn: async () => ((await api.post("/api/paperwork-documents/{id}/verify/", { path: { id: record.id } })) as { integrity: Integrity }).integrity,
    enabled: signatures.length > 0,
  }).data;
  const hidden = ["pdf_blob", "pdf_hash", "number"];
  return (
    <Stack gap="md" data-testid="paper-reader">
      <Paper withBorder p="md" bg="var(--surface)">
        <Group justify="space-between">
          <Title order={3} size="h3">{t("paper.signatures")}</Title>
          <PdfLink type={type} record={record} />
        </Group>
        {query.data && signatures.length === 0 && <Text c="dimmed" mt="xs">{t("paper.unsigned")}</Text>}
        {signatures.map((one) => <Text key={one.id} mt="xs">{t("paper.signed_by", { name: String(one.signer ?? ""), at: formatInstant(String(one.at ?? ""), "full") })}</Text>)}
        {integrity && <Group mt="xs"><IntegrityBadge paper={record.id} integrity={integrity} /></Group>}
      </Paper>
      <FactSheet type={type} record={record} fields={type.fields.filter(({ name }) => !hidden.includes(name))} />
    </Stack>
  );
}
