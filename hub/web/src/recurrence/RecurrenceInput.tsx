import { Fieldset, Group, Input, NumberInput, Select, TextInput } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { DayInput } from "../fields/DayInput";
import { errorOf, testId, type InputProps } from "../fields/input";
import { MomentInput } from "../fields/MomentInput";
import { NextDates } from "./NextDates";
import { parseRule, usualRule, writeRule, type Rule } from "./rule";
import { WeekdayPicker } from "./WeekdayPicker";

interface Recurrence {
  rule?: string;
  zone?: string;
  start?: string;
}

/// A rule of RFC 5545 in words: how often, on which days, from when until when; with the dates that come of it.
export function RecurrenceInput({ field, path, value, onChange, errors, readOnly }: InputProps<Recurrence>) {
  const { t } = useTranslation();
  const zone = value?.zone || place().zone;
  const rule = value?.rule ? parseRule(value.rule) : undefined;
  const beyond = Boolean(value?.rule) && !rule;
  const set = (part: Partial<Recurrence>) => onChange({ ...value, zone, ...part });
  const change = (part: Partial<Rule>) => set({ rule: writeRule({ ...(rule ?? usualRule), ...part }) });
  const choose = (every: string | null) => (every === null ? onChange(null) : change({ every: every as Rule["every"] }));
  const end = rule?.count ? "count" : rule?.until ? "until" : "never";
  const at = (part: string) => testId(`${path}.${part}`);
  return (
    <Fieldset legend={`${field.label}${field.required ? " *" : ""}`} data-testid={testId(path)} className="wide" p="md" disabled={readOnly}>
      {field.help && <Input.Description mb="xs">{field.help}</Input.Description>}
      <Group align="flex-end" gap="sm">
        {beyond ? (
          <TextInput label={t("field.parts.rule")} description={t("recurrence.beyond")} value={value?.rule ?? ""} onChange={(event) => set({ rule: event.currentTarget.value })} flex={1} miw={240} data-testid={at("rule")} />
        ) : (
          <>
            <Select
              label={t("recurrence.every")} value={rule?.every ?? null} clearable={!field.required} onChange={choose} w={170} data-testid={at("every")}
              data={(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const).map((one) => ({ value: one, label: t(`recurrence.${one}`) }))}
            />
            {rule && <NumberInput label={t(`recurrence.interval_${rule.every}`)} value={rule.interval} min={1} max={999} allowDecimal={false} w={110} onChange={(next) => change({ interval: Number(next) || 1 })} data-testid={at("interval")} />}
            {rule?.every === "WEEKLY" && <WeekdayPicker value={rule.weekdays} onChange={(weekdays) => change({ weekdays })} testId={at("weekdays")} />}
            {rule?.every === "MONTHLY" && <NumberInput label={t("recurrence.month_day")} value={rule.monthDay ?? ""} min={-31} max={31} allowDecimal={false} w={130} onChange={(next) => change({ monthDay: Number(next) || undefined })} data-testid={at("month-day")} />}
          </>
        )}
        {rule && (
          <Select
            label={t("recurrence.ends")} value={end} allowDeselect={false} w={150} data-testid={at("ends")}
            data={(["never", "until", "count"] as const).map((one) => ({ value: one, label: t(`recurrence.${one}`) }))}
            onChange={(next) => change({ count: next === "count" ? 10 : undefined, until: next === "until" ? `${new Date().getFullYear() + 1}-12-31` : undefined })}
          />
        )}
        {end === "count" && <NumberInput label={t("recurrence.times")} value={rule?.count} min={1} max={9999} allowDecimal={false} w={110} onChange={(next) => change({ count: Number(next) || 1 })} data-testid={at("count")} />}
        {end === "until" && <DayInput label={t("recurrence.last_day")} value={rule?.until} required onChange={(until) => change({ until: until ?? undefined })} w={150} data-testid={at("until")} />}
      </Group>
      {value?.rule && (
        <Group align="flex-end" gap="sm" mt="sm">
          <MomentInput label={t("recurrence.first")} value={value.start} onChange={(start) => set({ start: start ?? undefined })} zone={zone} data-testid={at("start")} error={errorOf(errors, `${path}.start`)} />
          <Select label={t("field.parts.zone")} data={[zone, ...Intl.supportedValuesOf("timeZone").filter((one) => one !== zone)]} value={zone} onChange={(next) => next && set({ zone: next })} searchable limit={50} allowDeselect={false} w={200} data-testid={at("zone")} />
        </Group>
      )}
      <Input.Error mt="xs">{errorOf(errors, `${path}.rule`) ?? errorOf(errors, path, false)}</Input.Error>
      {value?.rule && <NextDates rule={value.rule} start={value.start} zone={zone} />}
    </Fieldset>
  );
}
