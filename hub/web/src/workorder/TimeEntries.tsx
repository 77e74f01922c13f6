import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatInstant, formatMinutes, formatTime } from "@common/format";
import type { RecordData } from "@common/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { MiniTable } from "./MiniTable";
import { Section, Withheld } from "./Section";

export function TimeEntries({ data }: { data: Overview }) {
  const { t } = useTranslation();
  if (!data.time_entries) return <Withheld title={t("job.time")} testId="time-entries" />;
  const total = data.time_entries.reduce((sum, entry) => sum + minutesOf(entry), 0);
  return (
    <Section
      title={t("job.time")} empty={data.time_entries.length === 0 && t("job.no_time")} testId="time-entries"
      aside={total > 0 && <Text fw={600} className="figures">{formatMinutes(total)} h</Text>}
    >
      <MiniTable
        label={t("job.time")} rows={data.time_entries} rowKey={(row) => row.id}
        columns={[
          { label: t("dispatch.technician"), cell: (row) => titleOf(String(row.technician ?? row.employee ?? ""), data.titles) },
          { label: t("job.activity"), cell: (row) => t(`job.activities.${row.activity}`, { defaultValue: String(row.activity ?? "") }) },
          { label: t("job.when"), cell: (row) => `${formatInstant(String(row.start ?? ""))}–${formatTime(row.end as string | undefined) || "…"}` },
          { label: t("job.duration"), numeric: true, cell: (row) => formatMinutes(minutesOf(row)) },
        ]}
      />
    </Section>
  );
}

/// A running entry counts nothing yet.
export function minutesOf(entry: RecordData): number {
  const [start, end] = [Date.parse(String(entry.start)), Date.parse(String(entry.end))];
  return Number.isFinite(start) && Number.isFinite(end) ? Math.max(0, (end - start) / 60_000) : 0;
}
