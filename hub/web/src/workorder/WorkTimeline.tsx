import { Grid, Paper, Text, Timeline } from "@mantine/core";
import "@mantine/core/styles/Grid.css";
import "@mantine/core/styles/Timeline.css";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { formatInstant } from "@common/format";
import type { TypeMeta } from "@common/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { usePage } from "../shell/usePage";
import { HistoryTab } from "../versions/HistoryTab";

/// Facts of the work as vans recorded them, and beside it what was changed in the record.
export function WorkTimeline({ data, type }: { data: Overview; type?: TypeMeta }) {
  const { t, i18n } = useTranslation();
  const events = [...(data.events ?? [])].sort((a, b) => String(b.at).localeCompare(String(a.at)));
  const { shown, more } = usePage(events);
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Paper withBorder p="md" bg="var(--surface)" data-testid="events">
          {events.length === 0 && <EmptyState title={t(data.events ? "job.no_events" : "job.withheld")} />}
          <Timeline bulletSize={14} lineWidth={2}>
            {shown.map((event) => (
              <Timeline.Item key={event.id} title={eventName(String(event.kind), t, i18n.exists)}>
                <Text size="sm" c="dimmed" className="figures">
                  {[
                    formatInstant(String(event.at), "full"),
                    event.technician && titleOf(String(event.technician), data.titles),
                    event.origin && t(`job.origin.${event.origin}`, { defaultValue: String(event.origin) }),
                    event.reason && titleOf(String(event.reason), data.titles),
                  ].filter(Boolean).join(" · ")}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
          {more}
        </Paper>
      </Grid.Col>
      {type && <Grid.Col span={{ base: 12, lg: 6 }}><HistoryTab type={type} record={{ ...data.work_order, titles: data.titles }} /></Grid.Col>}
    </Grid>
  );
}

const eventName = (kind: string, t: (key: string) => string, exists: (key: string) => boolean): string =>
  exists(`job.event.${kind}`) ? t(`job.event.${kind}`) : kind.replaceAll("_", " ");
