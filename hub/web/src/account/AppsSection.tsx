import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant } from "@common/format";
import { api } from "../data/api";
import { MiniTable } from "../workorder/MiniTable";
import { Card } from "./Card";
import { scopeText } from "./scopes";

interface App {
  client: string;
  name: string;
  scopes: string[];
  since: string;
}

/// Applications that one lets act for oneself.
export function AppsSection() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["apps"], queryFn: () => api.get("/api/oauth/apps/", {}) as Promise<{ items: App[] }> });
  const ending = useMutation({
    mutationFn: (id: string) => api.remove("/api/oauth/apps/{client}/", { path: { client: id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["apps"] }),
  });
  const items = query.data?.items ?? [];
  return (
    <Card title={t("app.title")} text={t("app.text")} refused={ending.error}>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <Text c="dimmed">{t("app.none")}</Text>}
      {items.length > 0 && (
        <MiniTable
          label={t("app.title")} rows={items} rowKey={(one) => one.client} testId="apps"
          columns={[
            { label: t("key.name"), cell: (one) => one.name },
            { label: t("key.scopes"), cell: (one) => one.scopes.map((scope) => scopeText(scope, t)).join(", ") },
            { label: t("session.since"), cell: (one) => formatInstant(one.since) },
            { label: "", cell: (one) => <Button size="compact-sm" variant="default" onClick={() => ending.mutate(one.client)} data-testid={`disconnect-${one.client}`}>{t("app.end")}</Button> },
          ]}
        />
      )}
    </Card>
  );
}
