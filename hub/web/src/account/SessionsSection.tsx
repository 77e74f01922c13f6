import { Badge, Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant } from "@common/format";
import { api } from "../data/api";
import { MiniTable } from "../workorder/MiniTable";
import { Card } from "./Card";
import { deviceName } from "./device";

interface Info {
  name: string;
  login: string;
  address: string;
  device: string;
  way: string;
  created_at: string;
  seen_at: string;
  current: boolean;
}

/// Where one is signed in, or where everybody is.
export function SessionsSection({ everybody = false }: { everybody?: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const key = ["sessions", everybody];
  const query = useQuery({ queryKey: key, queryFn: () => api.get("/api/sessions/", { query: everybody ? { user: "*" } : {} }) as Promise<{ items: Info[] }> });
  const ending = useMutation({
    mutationFn: (name: string) => (name ? api.remove("/api/sessions/{name}/", { path: { name } }) : api.remove("/api/sessions/", {})),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const items = query.data?.items ?? [];
  const others = items.filter((one) => !one.current);
  const all = !everybody && others.length > 0 && (
    <Button variant="default" onClick={() => ending.mutate("")} data-testid="end-others">{t("session.end_others")}</Button>
  );
  return (
    <Card title={t("session.title")} text={t(everybody ? "session.text_all" : "session.text")} action={all} refused={ending.error}>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <MiniTable
        label={t("session.title")} rows={items} rowKey={(one) => one.name} testId="sessions"
        columns={[
          ...(everybody ? [{ label: t("sign_in.login"), cell: (one: Info) => one.login }] : []),
          { label: t("session.device"), cell: (one) => <span title={one.device}>{deviceName(one.device) || t("session.unknown")} {one.current && <Badge tt="none">{t("session.this")}</Badge>}</span> },
          { label: t("session.address"), cell: (one) => one.address },
          { label: t("session.since"), cell: (one) => <Text span size="sm">{formatInstant(one.created_at)}</Text> },
          { label: t("session.seen"), cell: (one) => <Age at={one.seen_at} /> },
          { label: "", cell: (one) => !one.current && <Button size="compact-sm" variant="default" onClick={() => ending.mutate(one.name)} data-testid={`end-${one.name}`}>{t("session.end")}</Button> },
        ]}
      />
    </Card>
  );
}
