import { useState } from "react";
import { Badge, Button, Group, Skeleton, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { api } from "../data/api";
import { Card } from "./Card";
import { FactorDialog, type FactorTask } from "./FactorDialog";

interface State {
  app: boolean;
  recovery_codes: number;
  required: boolean;
}

/// The authenticator app and what helps when it is lost.
export function FactorSection() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [task, setTask] = useState<FactorTask>();
  const query = useQuery({ queryKey: ["factors"], queryFn: () => api.get("/api/session/factors/", {}) as Promise<State> });
  const close = () => {
    setTask(undefined);
    void client.invalidateQueries({ queryKey: ["factors"] });
  };
  const state = query.data;
  return (
    <Card title={t("factor.section")} text={t("factor.section_text")}>
      {query.isPending && <Skeleton h={48} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {state && (
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Badge color={state.app ? "success" : "neutral"} tt="none" size="lg" data-testid="factor-state" data-on={state.app}>{t(state.app ? "factor.on" : "factor.off")}</Badge>
            {state.app && <Text size="sm" c="dimmed">{t("factor.left", { count: state.recovery_codes })}</Text>}
          </Group>
          <Group gap="xs">
            <Button variant={state.app ? "default" : "filled"} onClick={() => setTask("begin")} data-testid="factor-begin">{t(state.app ? "factor.other_app" : "factor.begin")}</Button>
            {state.app && <Button variant="default" onClick={() => setTask("renew")} data-testid="factor-renew">{t("factor.renew")}</Button>}
            {state.app && !state.required && <Button variant="default" onClick={() => setTask("remove")} data-testid="factor-remove">{t("factor.remove")}</Button>}
          </Group>
        </Group>
      )}
      {task && <FactorDialog task={task} onClose={close} />}
    </Card>
  );
}
