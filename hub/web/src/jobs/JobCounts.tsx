import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatDecimal } from "@common/format";
import { jobStates, type JobState } from "./jobs";

/// How many jobs are in each state; a click shows those, another one all.
export function JobCounts({ counts, chosen, onChoose }: { counts: Record<JobState, number>; chosen: JobState | undefined; onChoose: (state: JobState | undefined) => void }) {
  const { t } = useTranslation();
  return (
    <div className="job-counts" role="group" aria-label={t("jobs.states")}>
      {jobStates.map((state) => (
        <UnstyledButton
          key={state} onClick={() => onChoose(chosen === state ? undefined : state)} aria-pressed={chosen === state} py="xs" data-testid={`jobs-${state}`}
          style={{ border: `1px solid var(--mantine-color-${chosen === state ? "primary-6" : "default-border"})`, borderRadius: "var(--mantine-radius-md)" }}
        >
          <Text size="xl" fw={700} c={state === "failed" && counts.failed > 0 ? "danger" : undefined} data-testid={`jobs-count-${state}`}>{formatDecimal(counts[state] ?? 0)}</Text>
          <Text size="sm" c="dimmed">{t(`jobs.state.${state}`)}</Text>
        </UnstyledButton>
      ))}
    </div>
  );
}
