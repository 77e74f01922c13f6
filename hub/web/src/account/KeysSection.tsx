import { useState } from "react";
import { Badge, Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal } from "@common/format";
import { api } from "../data/api";
import { MiniTable } from "../workorder/MiniTable";
import { AppDialog } from "./AppDialog";
import { Card } from "./Card";
import { KeyDialog } from "./KeyDialog";
import { totals, type Use } from "./use";
import { UseLine } from "./UseLine";

interface Key {
  id: string;
  name: string;
  kind: "key" | "oauth";
  prefix: string;
  owner_login: string;
  state: string;
  scopes: string[];
  until?: string;
  use: Use[];
}

/// Keys of the API, one's own or everybody's, with the use of thirty days.
export function KeysSection({ everybody = false }: { everybody?: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [registering, setRegistering] = useState(false);
  const key = ["api-keys", everybody];
  const query = useQuery({ queryKey: key, queryFn: () => api.get("/api/api-keys/", { query: everybody ? { owner: "*" } : {} }) as Promise<{ items: Key[] }> });
  const refresh = () => client.invalidateQueries({ queryKey: ["api-keys"] });
  const revoking = useMutation({ mutationFn: (id: string) => api.post("/api/api-keys/{id}/revoke/", { path: { id } }), onSettled: refresh });
  const items = query.data?.items ?? [];
  const add = <Button leftSection={<IconPlus size={16} aria-hidden />} variant="default" onClick={() => setMaking(true)} data-testid="new-key">{t("key.new")}</Button>;
  const register = <Button leftSection={<IconPlus size={16} aria-hidden />} variant="default" onClick={() => setRegistering(true)} data-testid="app-new">{t("app.new")}</Button>;
  return (
    <Card title={t(everybody ? "key.title_all" : "key.title")} text={t(everybody ? "key.text_all" : "key.text")} action={everybody ? register : add} refused={revoking.error}>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <Text c="dimmed">{t("key.none")}</Text>}
      {items.length > 0 && (
        <MiniTable
          label={t("key.title")} rows={items} rowKey={(one) => one.id} testId="api-keys"
          columns={[
            { label: t("key.name"), cell: (one) => <>{one.name} {one.kind === "key" && one.prefix && <Text span size="sm" c="dimmed" ff="monospace">{one.prefix}…</Text>} {one.state !== "active" && <Badge color="neutral" tt="none">{t("key.revoked")}</Badge>}</> },
            ...(everybody ? [{ label: t("key.owner"), cell: (one: Key) => one.owner_login }] : []),
            { label: t("key.scopes"), cell: (one) => one.scopes.join(" ") },
            { label: t("key.requests"), numeric: true, cell: (one) => formatDecimal(totals(one.use).requests) },
            { label: t("key.errors"), numeric: true, cell: (one) => formatDecimal(totals(one.use).errors) },
            { label: t("key.use"), cell: (one) => <UseLine use={one.use} label={t("key.use")} /> },
            { label: t("session.seen"), cell: (one) => (one.use.length > 0 ? <Age at={one.use[one.use.length - 1]!.last_at} /> : "–") },
            { label: "", cell: (one) => one.state === "active" && <Button size="compact-sm" variant="default" onClick={() => revoking.mutate(one.id)} data-testid={`revoke-${one.id}`}>{t("key.revoke")}</Button> },
          ]}
        />
      )}
      {registering && <AppDialog onClose={() => { setRegistering(false); void refresh(); }} />}
      {making && <KeyDialog onClose={() => { setMaking(false); void refresh(); }} />}
    </Card>
  );
}
