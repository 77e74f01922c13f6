import { Group, Input } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { fromLocalInput, toLocalInput } from "@common/zone";
import { ClockInput } from "./ClockInput";
import { DayInput } from "./DayInput";

interface Props {
  label: string;
  value: string | null | undefined;
  onChange: (instant: string | null) => void;
  zone: string;
  description?: string;
  error?: string;
  required?: boolean;
  readOnly?: boolean;
  name?: string;
  "data-testid": string;
}

/// Where only a day is chosen, work begins.
const usualTime = "08:00";

/// An instant as day and wall clock of a zone.
export function MomentInput({ label, value, onChange, zone, description, error, required, readOnly, name, "data-testid": testId }: Props) {
  const { t } = useTranslation();
  const [day = "", time = ""] = toLocalInput(value, zone).split("T");
  const change = (nextDay: string | null, nextTime: string) => onChange(nextDay ? fromLocalInput(`${nextDay}T${nextTime || usualTime}`, zone) : null);
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} labelElement="div" role="group" aria-label={label}>
      <Group gap="xs" wrap="nowrap" mt={4}>
        <DayInput
          value={day} onChange={(next) => change(next, time)} required={required} readOnly={readOnly} name={name} error={Boolean(error)}
          flex={1} miw={120} aria-label={`${label}, ${t("field.day")}`} data-testid={testId}
        />
        <ClockInput
          value={time} onTime={(next) => day && change(day, next)} readOnly={readOnly} error={Boolean(error)} w={84} flex="none"
          aria-label={`${label}, ${t("field.time")}`} data-testid={`${testId}-time`}
        />
      </Group>
    </Input.Wrapper>
  );
}
