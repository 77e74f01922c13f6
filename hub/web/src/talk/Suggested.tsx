import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { post } from "@common/api";
import { rememberTitle } from "../fields/titles";

interface Candidate {
  user: string;
  name: string;
  open_tasks: number;
  done_here: number;
}

/// Who of the team might do it: whoever knows the record, and has the least to do.
export function Suggested({ team, about, onTake }: { team: string; about: { type: string; id: string }; onTake: (user: string) => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["suggest", team, about.id], queryFn: () => post<{ people: Candidate[] }>("/api/tasks/suggest/", { team, about }), retry: false });
  const people = query.data?.people.slice(0, 3) ?? [];
  if (people.length === 0) return null;
  const take = ({ user, name }: Candidate) => {
    rememberTitle(user, name);
    onTake(user);
  };
  return (
    <Group gap="xs" role="group" aria-label={t("talk.suggested")} data-testid="suggested">
      <Text size="sm" c="dimmed">{t("talk.suggested")}</Text>
      {people.map((one) => (
        <Button key={one.user} size="compact-sm" variant="light" onClick={() => take(one)} data-testid={`suggest-${one.user}`}>
          {one.name} · {t("talk.open_tasks", { count: one.open_tasks })}{one.done_here > 0 ? ` · ${t("talk.done_here")}` : ""}
        </Button>
      ))}
    </Group>
  );
}
