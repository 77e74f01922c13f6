import { Button, Group, Paper, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { EmptyState } from "@common/components/EmptyState";
import { StateBadge } from "@common/components/StateBadge";
import { formatInstant } from "@common/format";
import { MiniTable } from "../workorder/MiniTable";
import { kindText, mayCancel, mayRetry, percentOf, type Job } from "./jobs";

interface Props {
  jobs: Job[];
  busy: string | undefined;
  onAct: (job: Job, action: "retry" | "cancel") => void;
}

export function JobTable({ jobs, busy, onAct }: Props) {
  const { t } = useTranslation();
  if (jobs.length === 0) return <EmptyState title={t("jobs.none")} />;
  return (
    <Paper withBorder p="sm" bg="var(--surface)"><MiniTable
      label={t("menu.jobs")} rows={jobs} rowKey={(job) => job.id} testId="jobs"
      columns={[
        { label: t("jobs.of_kind"), cell: (job) => kindText(job.kind, t) },
        { label: t("jobs.is"), lead: true, cell: (job) => <StateBadge state={job.state} label={t(`jobs.state.${job.state}`)} /> },
        { label: t("jobs.asked"), cell: (job) => <Age at={job.created_at} /> },
        { label: t("jobs.attempts"), numeric: true, cell: (job) => job.attempts },
        { label: t("jobs.when"), empty: (job) => job.state !== "waiting" && !job.finished_at, cell: (job) => (job.state === "waiting" ? formatInstant(job.run_at) : job.finished_at ? formatInstant(job.finished_at) : <JobProgress job={job} />) },
        { label: t("jobs.error"), empty: (job) => !job.error, cell: (job) => <Text size="sm" style={{ overflowWrap: "anywhere" }} data-testid={`job-error-${job.id}`}>{job.error}</Text> },
        { label: "", empty: (job) => !mayRetry(job) && !mayCancel(job), cell: (job) => <JobActions job={job} busy={busy === job.id} onAct={onAct} /> },
      ]}
    /></Paper>
  );
}

function JobProgress({ job }: { job: Job }) {
  const { t } = useTranslation();
  const percent = percentOf(job);
  if (percent === undefined) return null;
  return <Progress value={percent} w={120} aria-label={t("jobs.progress", { percent })} />;
}

function JobActions({ job, busy, onAct }: { job: Job; busy: boolean; onAct: Props["onAct"] }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap">
      {mayRetry(job) && <Button size="compact-sm" variant="default" loading={busy} onClick={() => onAct(job, "retry")} data-testid={`job-retry-${job.id}`}>{t("jobs.retry")}</Button>}
      {mayCancel(job) && <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onAct(job, "cancel")} data-testid={`job-cancel-${job.id}`}>{t("jobs.cancel")}</Button>}
    </Group>
  );
}
