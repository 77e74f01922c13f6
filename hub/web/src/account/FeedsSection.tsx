import { useState } from "react";
import { Badge, Button, Code, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant } from "@common/format";
import { api } from "../data/api";
import { MiniTable } from "../workorder/MiniTable";
import { Card } from "./Card";
import { FeedDialog, type MadeFeed } from "./FeedDialog";

interface Feed {
  id: string;
  name: string;
  user: string;
  state: string;
  vehicles: string[];
  positions: boolean;
  may_rebirth: boolean;
  until: string | null;
}

/// For administrators: outsiders who follow the vans' telemetry at the broker.
export function FeedsSection() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [renewed, setRenewed] = useState<MadeFeed>();
  const query = useQuery({ queryKey: ["telemetry-feeds"], queryFn: () => api.get("/api/telemetry-feeds/", {}) as Promise<{ items: Feed[] }> });
  const refresh = () => client.invalidateQueries({ queryKey: ["telemetry-feeds"] });
  const revoking = useMutation({ mutationFn: (id: string) => api.post("/api/telemetry-feeds/{id}/revoke/", { path: { id } }), onSettled: refresh });
  const renewing = useMutation({
    mutationFn: (id: string) => api.post("/api/telemetry-feeds/{id}/password/", { path: { id } }) as Promise<MadeFeed>,
    onSuccess: setRenewed,
  });
  const items = query.data?.items ?? [];
  const add = <Button leftSection={<IconPlus size={16} aria-hidden />} variant="default" onClick={() => setMaking(true)} data-testid="feed-new">{t("feed.new")}</Button>;
  const sees = (one: Feed) => [one.vehicles.length > 0 ? t("feed.some", { count: one.vehicles.length }) : t("feed.all"), t(one.positions ? "feed.with_positions" : "feed.without_positions")].join(", ");
  return (
    <Card title={t("feed.title")} text={t("feed.text")} action={add} refused={revoking.error ?? renewing.error}>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <Text c="dimmed">{t("feed.none")}</Text>}
      {items.length > 0 && (
        <MiniTable
          label={t("feed.title")} rows={items} rowKey={(one) => one.id} testId="feeds"
          columns={[
            { label: t("key.name"), cell: (one) => <>{one.name} {one.state !== "active" && <Badge color="neutral" tt="none">{t("key.revoked")}</Badge>}</> },
            { label: t("feed.user"), cell: (one) => <Code>{one.user}</Code> },
            { label: t("feed.sees"), cell: sees },
            { label: t("feed.until"), cell: (one) => (one.until ? formatInstant(one.until) : "–") },
            {
              label: "", cell: (one) => one.state === "active" && (
                <Group gap="xs" wrap="nowrap">
                  <Button size="compact-sm" variant="default" loading={renewing.isPending && renewing.variables === one.id} onClick={() => renewing.mutate(one.id)} aria-label={`${t("feed.renew")}: ${one.name}`} data-testid={`feed-renew-${one.id}`}>{t("feed.renew")}</Button>
                  <Button size="compact-sm" variant="default" onClick={() => revoking.mutate(one.id)} aria-label={`${t("key.revoke")}: ${one.name}`} data-testid={`feed-revoke-${one.id}`}>{t("key.revoke")}</Button>
                </Group>
              ),
            },
          ]}
        />
      )}
      {making && <FeedDialog onClose={() => { setMaking(false); void refresh(); }} />}
      {renewed && <FeedDialog made={renewed} onClose={() => setRenewed(undefined)} />}
    </Card>
  );
}
