import { Anchor, Badge, Card, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatInstant } from "@common/format";
import { recordHref } from "../data/meta";
import { useRecords } from "../data/records";

const mine = "assignee_user = me AND state = open";

/// What this person has to do, the most urgent first.
export default function TasksWidget() {
  const { t } = useTranslation();
  const query = useRecords("tasks", { filter: mine, order_by: "due", page_size: 20 });
  const tasks = query.data?.pages[0]?.items;
  const now = new Date().toISOString();
  return (
    <Card component="section" aria-label={t("home.tasks")} data-testid="my-tasks">
      <Anchor component={Link} to={`/records/tasks?f=${encodeURIComponent("assignee_user=me")}&f=${encodeURIComponent("state=open")}`} fw={600}>{t("home.tasks")}</Anchor>
      <ul className="widget-rows widget-scroll" tabIndex={0} aria-label={t("home.tasks")}>
        {tasks?.map((task) => (
          <li key={task.id} style={{ padding: "6px 0" }}>
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Anchor component={Link} to={recordHref("tasks", task.id)} truncate>{String(task.title)}</Anchor>
              {task.due !== undefined && String(task.due) < now && <Badge color="attention" tt="none">{t("talk.late")}</Badge>}
            </Group>
            {task.due !== undefined && <Text size="sm" c="dimmed">{formatInstant(String(task.due))}</Text>}
          </li>
        ))}
        {tasks?.length === 0 && <Text c="dimmed" component="li">{t("home.no_tasks")}</Text>}
      </ul>
    </Card>
  );
}
