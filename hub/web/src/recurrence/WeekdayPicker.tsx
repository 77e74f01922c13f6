import { Chip, Group, Input } from "@mantine/core";
import "@mantine/core/styles/Chip.css";
import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { weekdays } from "./rule";

/// The days of the week on which something recurs; none means the weekday of the beginning.
export function WeekdayPicker({ value, onChange, testId }: { value: string[]; onChange: (days: string[]) => void; testId: string }) {
  const { t } = useTranslation();
  // The 2nd of January 2023 was a Monday.
  const name = (index: number, style: "short" | "long") => new Intl.DateTimeFormat(place().locale, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2023, 0, 2 + index));
  return (
    <Input.Wrapper label={t("recurrence.weekdays")} labelElement="div" role="group" aria-label={t("recurrence.weekdays")}>
      <Chip.Group multiple value={value} onChange={onChange}>
        <Group gap={4}>
          {weekdays.map((day, index) => <Chip key={day} value={day} size="sm" icon={null} aria-label={name(index, "long")} data-testid={`${testId}-${day}`}>{name(index, "short")}</Chip>)}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
