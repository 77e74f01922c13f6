import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant } from "@common/format";
import { api } from "../data/api";
import { MiniTable } from "../workorder/MiniTable";
import { Card } from "./Card";

interface Blocked {
  address: string;
  since: string;
  until: string;
  failures: number;
  logins: number;
}

export const useBlocked = () =>
  useQuery({ queryKey: ["blocked"], queryFn: () => api.get("/api/blocked-addresses/", {}) as Promise<{ items: Blocked[] }> });

/// Addresses from which passwords were guessed.
export function BlockedSection() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useBlocked();
  const releasing = useMutation({
    mutationFn: (address: string) => api.remove("/api/blocked-addresses/{address}/", { path: { address } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["blocked"] }),
  });
  return (
    <Card title={t("blocked.title")} text={t("blocked.text")} refused={releasing.error}>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <Text c="dimmed" data-testid="blocked-none">{t("blocked.none")}</Text>}
      {query.data && query.data.items.length > 0 && (
        <MiniTable
          label={t("blocked.title")} rows={query.data.items} rowKey={(one) => one.address} testId="blocked"
          columns={[
            { label: t("session.address"), cell: (one) => one.address },
            { label: t("blocked.failures"), numeric: true, cell: (one) => one.failures },
            { label: t("blocked.logins"), numeric: true, cell: (one) => one.logins },
            { label: t("blocked.until"), cell: (one) => formatInstant(one.until) },
            { label: "", cell: (one) => <Button size="compact-sm" variant="default" loading={releasing.isPending && releasing.variables === one.address} onClick={() => releasing.mutate(one.address)} data-testid={`release-${one.address}`}>{t("blocked.release")}</Button> },
          ]}
        />
      )}
    </Card>
  );
}
