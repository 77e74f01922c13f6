import { useState } from "react";
import { SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData } from "@common/meta";
import { problemAdvice } from "@common/problem";
import { Card } from "../account/Card";
import { createRecord, patchRecord, useRecords, useTouched } from "../data/records";

/// The company's settings that say whether somebody is stopped or only told of, with what each says for that.
export const rules = [
  { name: "reads", key: "access.odd_use", stops: "block" },
  { name: "sign_ins", key: "sign_in.odd_access", stops: "refuse" },
] as const;

type Rule = (typeof rules)[number];

/// Of the whole company; a branch, user or device may have its own.
export const settingOf = (settings: RecordData[], rule: Rule): RecordData | undefined =>
  settings.find(({ key, branch, user, device }) => key === rule.key && !branch && !user && !device);

/// Nothing is written as long as nobody has chosen: then administrators are only told.
export const doesStop = (setting: RecordData | undefined, rule: Rule): boolean => setting?.value === JSON.stringify(rule.stops);

/// Whether people are stopped at all, and the choice.
export function Policy() {
  const { t } = useTranslation();
  const query = useRecords("settings", { filter: rules.map(({ key }) => `key = "${key}"`).join(" OR ") });
  const settings = query.data?.pages.flatMap((page) => page.items);
  return (
    <Card title={t("access.rules")} text={t("access.rules_text")}>
      {query.isPending && <Skeleton h={96} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {settings && <Stack gap="sm">{rules.map((rule) => <Choice key={rule.key} rule={rule} setting={settingOf(settings, rule)} />)}</Stack>}
    </Card>
  );
}

function Choice({ rule, setting }: { rule: Rule; setting: RecordData | undefined }) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [chosen, setChosen] = useState<string>();
  const label = t(`access.rule.${rule.name}`);
  const choose = async (value: string) => {
    setChosen(value);
    const text = JSON.stringify(value);
    try {
      if (setting) await patchRecord("settings", setting.id, setting.version, { value: text });
      else await createRecord("settings", { key: rule.key, value: text });
    } catch (error) {
      notifications.show({ color: "danger", title: label, message: problemAdvice(error, t) });
    }
    await touched("settings");
    setChosen(undefined);
  };
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id={`rule-${rule.name}`}>{label}</Text>
      <SegmentedControl
        value={chosen ?? (doesStop(setting, rule) ? rule.stops : "tell")} onChange={(value) => void choose(value)} disabled={chosen !== undefined}
        aria-labelledby={`rule-${rule.name}`} style={{ alignSelf: "flex-start" }} data-testid={`rule-${rule.name}`}
        data={["tell", rule.stops].map((value) => ({ value, label: t(`access.rule_${value}`) }))}
      />
    </Stack>
  );
}
