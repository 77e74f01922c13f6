import { ActionIcon, Button, Group, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
  day: string;
  onStep: (days: number) => void;
  onDay: (day: string) => void;
  onToday: () => void;
}

export function DayPicker({ day, onStep, onDay, onToday }: Props) {
  const { t } = useTranslation();
  useHotkeys([
    ["ArrowLeft", () => onStep(-1)],
    ["ArrowRight", () => onStep(1)],
  ]);
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon variant="default" size={36} aria-label={t("dispatch.before")} onClick={() => onStep(-1)} data-testid="day-before"><IconChevronLeft size={18} /></ActionIcon>
      <TextInput
        type="date" value={day} aria-label={t("dispatch.day")} data-testid="day"
        onChange={(event) => event.currentTarget.value && onDay(event.currentTarget.value)}
      />
      <ActionIcon variant="default" size={36} aria-label={t("dispatch.after")} onClick={() => onStep(1)} data-testid="day-after"><IconChevronRight size={18} /></ActionIcon>
      <Button variant="default" onClick={onToday}>{t("dispatch.today")}</Button>
    </Group>
  );
}
