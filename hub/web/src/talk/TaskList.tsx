import { useMemo, useState } from "react";
import { Anchor, Badge, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant } from "@common/format";
import { problemAdvice } from "@common/problem";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
import { actOn, useRecords, useTouched } from "../data/records";
import { titleOf } from "../fields/titles";
import { comparison } from "../filter/filter";
import { TaskForm } from "./TaskForm";
import "./talk.css";

/// Tasks about a record: who does what until when; a tick finishes one.
export function TaskList({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const taskType = useCatalogue().data!.path("tasks");
  const touched = useTouched();
  const query = useRecords("tasks", { filter: comparison("about.id", "=", record.id), order_by: "due", page_size: 50 }, taskType !== undefined);
  const [asking, setAsking] = useState(false);
  // Ticked at once; the hub's answer stands afterwards.
  const [ticked, setTicked] = useState<Record<string, boolean>>({});
  const tasks = useMemo(() => query.data?.pages.flatMap((page) => page.items.map((task) => ({ ...task, titles: page.titles }) as RecordData)) ?? [], [query.data]);
  const about = taskType?.fields.find((field) => field.name === "about")?.about ?? [];
  if (!taskType || !(about.includes("*") || about.includes(type.name))) return null;
  const tick = async (task: RecordData) => {
    setTicked((before) => ({ ...before, [task.id]: task.state !== "done" }));
    try {
      await actOn("tasks", task.id, task.state === "done" ? "reopen" : "finish", {});
    } catch (error) {
      notifications.show({ color: "danger", title: String(task.title), message: problemAdvice(error, t) });
    }
    await touched("tasks", task.id);
    setTicked(({ [task.id]: _, ...rest }) => rest);
  };
  return (
    <section aria-labelledby="tasks-title" data-testid="record-tasks">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="tasks-title">{t("talk.tasks")}</Title>
        {taskType.may.create && <Button size="xs" variant="light" onClick={() => setAsking(true)} data-testid="task-add">{t("talk.task_add")}</Button>}
      </Group>
      <Stack gap="xs">
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && tasks.length === 0 && <Text c="dimmed">{t("talk.no_tasks")}</Text>}
        {tasks.map((task) => {
          const who = (task.assignee_user ?? task.assignee_team) as string | undefined;
          const late = task.state === "open" && task.due !== undefined && String(task.due) < new Date().toISOString();
          return (
            <Group key={task.id} gap="sm" wrap="nowrap" className="talk-note" data-testid={`task-${task.id}`}>
              <Checkbox checked={ticked[task.id] ?? task.state === "done"} disabled={task.state === "cancelled"} onChange={() => void tick(task)} aria-label={t("talk.finish", { name: String(task.title) })} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <Anchor component={Link} to={recordHref("tasks", task.id)} td={task.state === "open" ? undefined : "line-through"}>{String(task.title)}</Anchor>
                <Text size="sm" c="dimmed">{[who && titleOf(who, task.titles), task.due && formatInstant(String(task.due))].filter(Boolean).join(" · ")}</Text>
              </div>
              {late && <Badge color="attention" tt="none">{t("talk.late")}</Badge>}
            </Group>
          );
        })}
      </Stack>
      {asking && <TaskForm about={{ type: type.name, id: record.id }} onClose={() => setAsking(false)} />}
    </section>
  );
}
