import { Alert, Loader, Paper, Skeleton, Text, Title } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal } from "@common/format";
import type { RecordData } from "@common/meta";
import { MiniTable } from "../workorder/MiniTable";
import { PersonalFileNotice } from "./PersonalFileNotice";
import { erases, isForbidden, isOpen, sumsOf, usePlan, type Found } from "./privacy";

/// What belongs to a request about personal data: the dry run before it, its progress, the file after it.
export function PrivacyCare({ request }: { request: RecordData }) {
  const { t } = useTranslation();
  if (request.state === "running") {
    return <Alert color="primary" icon={<Loader size={18} />} mb="md" role="status" data-testid="privacy-running">{t("privacy.running")}</Alert>;
  }
  if (request.state === "done" && request.kind === "export") return <PersonalFileNotice request={request.id} />;
  if (request.state === "done" && erases(request)) {
    return <Alert color="success" icon={<IconShieldCheck />} mb="md" role="status" data-testid="privacy-done">{t("privacy.done")}</Alert>;
  }
  return isOpen(request) ? <Plan request={request} /> : null;
}

function Plan({ request }: { request: RecordData }) {
  const { t } = useTranslation();
  const query = usePlan(request.id, true);
  if (isForbidden(query.error)) return null;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton h={120} mb="md" />;
  const { items } = query.data;
  return (
    <Paper withBorder p="md" mb="md" bg="var(--surface)" data-testid="privacy-plan">
      <Title order={2} size="h4">{t(erases(request) ? "privacy.plan_erase" : "privacy.plan_found")}</Title>
      <Text size="sm" c="dimmed" mb="xs">{t(request.state === "received" ? "privacy.verify_first" : "privacy.then_run")}</Text>
      {items.length === 0 ? <Text data-testid="privacy-nothing">{t("privacy.nothing")}</Text> : <PlanTable items={items} writes={erases(request)} />}
    </Paper>
  );
}

function PlanTable({ items, writes }: { items: Found[]; writes: boolean }) {
  const { t } = useTranslation();
  const number = (value: number) => formatDecimal(value);
  const sums = sumsOf(items);
  return (
    <>
      <MiniTable
        label={t("privacy.plan_found")} rows={items} rowKey={(one) => one.type} testId="privacy-table"
        columns={[
          { label: t("privacy.type"), lead: true, cell: (one) => one.label },
          { label: t("privacy.found"), numeric: true, cell: (one) => number(one.found) },
          ...(writes
            ? [
                { label: t("privacy.erased"), numeric: true, cell: (one: Found) => number(one.erased) },
                { label: t("privacy.anonymised"), numeric: true, cell: (one: Found) => number(one.anonymised) },
                { label: t("privacy.kept"), numeric: true, cell: (one: Found) => number(one.kept) },
                { label: t("privacy.because"), cell: (one: Found) => one.because || "–" },
              ]
            : []),
        ]}
      />
      <Text size="sm" mt="xs" data-testid="privacy-sums">
        {writes ? t("privacy.sums", { found: number(sums.found), gone: number(sums.gone), kept: number(sums.kept) }) : t("privacy.sum_found", { found: number(sums.found) })}
      </Text>
    </>
  );
}
