import { ActionIcon, Button, Group } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DayInput } from "../fields/DayInput";

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
      <DayInput value={day} onChange={(next) => next && onDay(next)} required w={124} aria-label={t("dispatch.day")} data-testid="day" />
      <ActionIcon variant="default" size={36} aria-label={t("dispatch.after")} onClick={() => onStep(1)} data-testid="day-after"><IconChevronRight size={18} /></ActionIcon>
      <Button variant="default" onClick={onToday}>{t("dispatch.today")}</Button>
    </Group>
  );
}
