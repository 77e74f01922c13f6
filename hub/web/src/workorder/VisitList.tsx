import { Group, Stack, Text } from "@mantine/core";
import { IconChecks, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { StateBadge } from "@common/components/StateBadge";
import { formatInstant, formatTime } from "@common/format";
import type { RecordData } from "@common/meta";
import { stateLabel, useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { ActionBar } from "../records/ActionBar";
import { usePage } from "../shell/usePage";
import { Section, Withheld } from "./Section";

interface Assignment {
  line?: string;
  technician: string;
  role?: string;
  answer?: string;
  sent_at?: string;
  received_at?: string;
}

/// When who comes, whether the van has it, and when they really were there.
export function VisitList({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("scheduled-events");
  const { shown, more } = usePage(data.visits ?? [], 20);
  if (!data.visits) return <Withheld title={t("job.visits")} testId="visits" />;
  return (
    <Section title={t("job.visits")} empty={data.visits.length === 0 && t(["done", "closed", "cancelled"].includes(data.work_order.state ?? "") ? "job.no_visits_over" : "job.no_visits")} testId="visits">
      <Stack gap="md">
        {shown.map((visit) => (
          <Group key={visit.id} justify="space-between" align="flex-start" data-testid={`visit-${visit.id}`}>
            <div>
              <Group gap="sm">
                <Text fw={600} className="figures">{formatInstant(String(visit.start ?? ""), "full")}–{formatTime(String(visit.end ?? ""))}</Text>
                <StateBadge state={visit.state ?? ""} label={stateLabel(type, visit.state)} />
              </Group>
              {assignments(visit).map((one) => (
                <Text key={one.line ?? one.technician} size="sm">
                  {titleOf(one.technician, data.titles)} <Received assignment={one} visit={visit.id} />
                </Text>
              ))}
              {typeof visit.actual_start === "string" && (
                <Text size="sm" c="dimmed">
                  {t("job.actual", { from: formatTime(visit.actual_start), to: formatTime(visit.actual_end as string | undefined) || "…" })}
                </Text>
              )}
            </div>
            <Group gap="xs">{type && <ActionBar type={type} record={{ ...visit, titles: data.titles }} main={false} />}</Group>
          </Group>
        ))}
        {more}
      </Stack>
    </Section>
  );
}

const assignments = (visit: RecordData): Assignment[] => (Array.isArray(visit.assignments) ? (visit.assignments as Assignment[]) : []);

function Received({ assignment, visit }: { assignment: Assignment; visit: string }) {
  const { t } = useTranslation();
  const { sent_at: sent, received_at: received } = assignment;
  if (!received && !sent) return null;
  const Icon = received ? IconChecks : IconSend;
  return (
    <Text span size="sm" c="dimmed" data-testid={`${received ? "received" : "sent"}-${visit}`}>
      <Icon size={14} aria-hidden style={{ verticalAlign: "-2px" }} /> {t(received ? "dispatch.received" : "dispatch.sent")} {formatTime(received ?? sent)}
    </Text>
  );
}
