import { Anchor, Paper, Skeleton, Text, Timeline } from "@mantine/core";
import "@mantine/core/styles/Timeline.css";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { recordHref, useCatalogue } from "../data/meta";
import { useTimeline } from "../data/pages";
import { timelineText } from "./timeline";

/// Everything that happened with a customer: talks, jobs, papers, money.
export function TimelineTab({ id }: { id: string }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const query = useTimeline(id, true);
  if (query.isPending) return <Skeleton h={160} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0) return <EmptyState title={t("timeline.empty")} text={t("timeline.empty_text")} />;
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      <Timeline bulletSize={14} lineWidth={2}>
        {query.data.items.map((item, index) => {
          const type = catalogue.named(item.type);
          const { title, text } = timelineText(item, type);
          return (
            <Timeline.Item
              key={`${item.at}${index}`}
              title={item.path && item.id ? <Anchor component={Link} to={recordHref(item.path, item.id)}>{title}</Anchor> : title}
            >
              {text && <Text size="sm">{text}</Text>}
              <Text size="sm" c="dimmed">{type?.label ?? item.kind} · <Age at={item.at} /></Text>
            </Timeline.Item>
          );
        })}
      </Timeline>
    </Paper>
  );
}
