import type { PointerEvent } from "react";
import { Anchor, Badge, Button, Paper, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCalendarPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatMinutes } from "@common/format";
import type { UnplannedJob } from "../data/dispatch";
import { useCatalogue } from "../data/meta";
import { usePage } from "../shell/usePage";
import { byUrgency } from "./geometry";
import type { Planning } from "./PlanDialog";
import type { Carried } from "./useDrag";

export const usualMinutes = 60;

interface Props {
  jobs: UnplannedJob[];
  /// More than stand here when very many wait.
  total: number;
  picked?: Carried;
  /// Else a card leads to its job.
  mayPlan: boolean;
  onPick: (carried: Carried | undefined) => void;
  onGrab: (event: PointerEvent<HTMLElement>, carried: Carried) => void;
  onOpen: (planning: Planning) => void;
}

/// Jobs without a visit, the most urgent first. A card can be dragged or planned by its button.
export function Tray({ jobs, total, picked, mayPlan, onPick, onGrab, onOpen }: Props) {
  const { t } = useTranslation();
  const { shown, more } = usePage(byUrgency(jobs));
  return (
    <Paper withBorder component="section" className="tray" aria-label={t("dispatch.tray")} data-testid="tray">
      <Title order={2} size="h4" p="sm" pb={4}>
        {t("dispatch.tray")} <Badge color={total > 0 ? "attention" : "success"} ml={4}>{total}</Badge>
      </Title>
      {total === 0 && <Text c="dimmed" size="sm" p="sm">{t("dispatch.tray_empty")}</Text>}
      <ul>
        {shown.map((job) => <TrayCard key={job.id} job={job} picked={picked} mayPlan={mayPlan} onPick={onPick} onGrab={onGrab} onOpen={onOpen} />)}
      </ul>
      {more}
      {total > jobs.length && (
        <Text size="sm" p="sm">
          <Anchor component={Link} to="/records/work-orders">{t("dispatch.tray_rest", { count: total - jobs.length })}</Anchor>
        </Text>
      )}
    </Paper>
  );
}

function TrayCard({ job, picked, mayPlan, onPick, onGrab, onOpen }: { job: UnplannedJob } & Omit<Props, "jobs" | "total">) {
  const { t } = useTranslation();
  const priority = useCatalogue().data?.path("work-orders")?.fields.find((field) => field.name === "priority");
  const minutes = job.duration_minutes || usualMinutes;
  const carried: Carried = { work_order: job.id, name: job.number, minutes };
  const open = () => onOpen({ work_order: job.id, name: `${job.number} ${job.summary}`, minutes });
  const isPicked = picked?.work_order === job.id;
  const urgent = ["emergency", "urgent", "critical", "high"].includes(job.priority ?? "");
  return (
    <li
      className="tray-card" data-testid={`tray-${job.id}`} data-picked={isPicked || undefined}
      onPointerDown={(event) => !(event.target as Element).closest("button:not(.tray-text)") && onGrab(event, carried)}
    >
      <button
        type="button" className="tray-text" aria-pressed={mayPlan ? isPicked : undefined} title={t(mayPlan ? "dispatch.show_free" : "dispatch.open_job")}
        onClick={() => (mayPlan ? onPick(isPicked ? undefined : carried) : open())}
        data-testid={`pick-${job.id}`}
      >
        <Text size="sm" fw={600} truncate component="span" display="block">{job.number} · {job.summary}</Text>
        <Text size="xs" c="dimmed" truncate component="span" display="block">{[job.account_name || job.site_name, job.city, job.job_type_name].filter(Boolean).join(" · ")}</Text>
        <span className="tray-why">
          <Badge size="sm" tt="none" color={urgent ? "danger" : "neutral"} leftSection={urgent ? <IconAlertTriangle size={12} aria-hidden /> : undefined}>
            {priority?.choices?.find((choice) => choice.value === job.priority)?.label ?? job.priority ?? t("dispatch.no_priority")}
          </Badge>
          <Text size="xs" c="dimmed" className="figures" component="span">{formatMinutes(minutes)} h</Text>
        </span>
      </button>
      {mayPlan && <Button
        size="xs" variant="light" leftSection={<IconCalendarPlus size={14} aria-hidden />} aria-label={t("dispatch.plan_job", { name: job.number })}
        onClick={open} data-testid={`plan-${job.id}`}
      >
        {t("dispatch.plan")}
      </Button>}
    </li>
  );
}
