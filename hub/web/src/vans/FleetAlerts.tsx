import { useState } from "react";
import { Anchor, Button, Group, List, NumberInput, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import "@mantine/core/styles/List.css";
import "@mantine/core/styles/NumberInput.css";
import "@mantine/core/styles/SimpleGrid.css";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { RecordData } from "@common/meta";
import { problemAdvice } from "@common/problem";
import { recordHref, useCatalogue } from "../data/meta";
import { createRecord, listRecords, patchRecord } from "../data/records";
import { NewButton } from "../records/NewButton";
import type { FleetLimits } from "./fleet";

/// A limit, the setting that holds it, and its bounds as the hub has them.
export const limitSettings: { limit: keyof FleetLimits; key: string; least: number; most: number }[] = [
  { limit: "silent_minutes", key: "alerts.van_silent_minutes", least: 5, most: 525_600 },
  { limit: "money_minutes", key: "alerts.van_money_minutes", least: 5, most: 525_600 },
  { limit: "unsent_minutes", key: "alerts.van_unsent_minutes", least: 5, most: 525_600 },
  { limit: "drift_seconds", key: "alerts.van_drift_seconds", least: 10, most: 86_400 },
  { limit: "disk_percent", key: "alerts.van_disk_percent", least: 10, most: 100 },
  { limit: "certificate_days", key: "alerts.van_certificate_days", least: 1, most: 90 },
];

/// From when on something is trouble, who is told of it by which channel, and when that ends.
export function FleetAlerts({ limits }: { limits: FleetLimits }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data;
  const mayChange = Boolean(catalogue?.path("settings")?.may.create);
  return (
    <Paper component="section" withBorder p="md" mt="md" bg="var(--surface)" aria-labelledby="fleet-alerts" data-testid="fleet-alerts">
      <Title order={2} size="h4" id="fleet-alerts">{t("fleet.alerts")}</Title>
      <Text c="dimmed" size="sm" mb="sm">{t("fleet.alerts_text")}</Text>
      {mayChange ? <LimitForm key={JSON.stringify(limits)} limits={limits} /> : <LimitList limits={limits} />}
      {catalogue?.path("escalation-policies") && <Told />}
    </Paper>
  );
}

function LimitList({ limits }: { limits: FleetLimits }) {
  const { t } = useTranslation();
  return <List size="sm">{limitSettings.map(({ limit }) => <List.Item key={limit}>{t(`fleet.limit.${limit}`)}: {limits[limit]}</List.Item>)}</List>;
}

function LimitForm({ limits }: { limits: FleetLimits }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [values, setValues] = useState(limits);
  const changed = limitSettings.filter(({ limit }) => values[limit] !== limits[limit]);
  const saving = useMutation({
    mutationFn: async () => {
      const { items } = await listRecords("settings", { filter: changed.map(({ key }) => `key = "${key}"`).join(" OR "), page_size: 50 });
      for (const { limit, key } of changed) {
        const there = items.find((one) => one.key === key);
        const value = String(values[limit]);
        if (there) await patchRecord("settings", there.id, there.version, { value });
        else await createRecord("settings", { key, value });
      }
    },
    onError: (error) => notifications.show({ color: "danger", message: problemAdvice(error, t) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["vans"] }),
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (changed.length > 0) saving.mutate(); }}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        {limitSettings.map(({ limit, least, most }) => (
          <NumberInput
            key={limit} label={t(`fleet.limit.${limit}`)} value={values[limit]} min={least} max={most} allowDecimal={false} clampBehavior="blur" data-testid={`limit-${limit}`}
            onChange={(value) => typeof value === "number" && setValues({ ...values, [limit]: value })}
          />
        ))}
      </SimpleGrid>
      <Button type="submit" mt="sm" disabled={changed.length === 0} loading={saving.isPending} data-testid="limits-save">{t("fleet.save_limits")}</Button>
    </form>
  );
}

interface Step { after_minutes?: number; to?: string; channel?: string }

/// The company's policies for alerts, step by step.
function Told() {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("escalation-policies")!;
  const channels = type.fields.find(({ name }) => name === "steps")?.lines?.find(({ name }) => name === "channel")?.choices;
  const query = useQuery({ queryKey: ["list", "escalation-policies", "alerts"], queryFn: ({ signal }) => listRecords("escalation-policies", { filter: 'use = "alert"', page_size: 20 }, signal) });
  const policies = query.data?.items ?? [];
  const channelLabel = (value: string | undefined) => channels?.find((one) => one.value === value)?.label ?? value ?? "";
  return (
    <Stack gap="xs" mt="md" data-testid="fleet-told">
      <Text fw={600} size="sm">{t("fleet.told")}</Text>
      {query.data && policies.length === 0 && <Text size="sm">{t("fleet.told_by_default")}</Text>}
      {policies.map((policy: RecordData) => (
        <div key={policy.id}>
          <Anchor component={Link} to={recordHref("escalation-policies", policy.id)}>{String(policy.name ?? "")}</Anchor>
          <List size="sm">
            {((policy.steps as Step[] | undefined) ?? []).map((step, index) => <List.Item key={index}>{t("fleet.step", { minutes: step.after_minutes ?? 0, to: step.to, channel: channelLabel(step.channel) })}</List.Item>)}
          </List>
        </div>
      ))}
      <Group>{type.may.create && <NewButton path="escalation-policies" variant="light" />}</Group>
    </Stack>
  );
}
