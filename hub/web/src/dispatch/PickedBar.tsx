import { Button, Paper, Text } from "@mantine/core";
import { IconAlertTriangle, IconCalendarSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FreeSlots } from "../data/dispatch";
import type { Carried } from "./useDrag";

/// Says which job's free slots the board shows, how many there are, and the way out.
export function PickedBar({ picked, free, onLeave }: { picked: Carried; free?: FreeSlots; onLeave: () => void }) {
  const { t } = useTranslation();
  const count = free?.technicians.filter((lane) => lane.problems.length === 0).reduce((sum, lane) => sum + lane.free.length, 0) ?? 0;
  const stuck = free?.problems[0];
  const Icon = stuck ? IconAlertTriangle : IconCalendarSearch;
  return (
    <Paper withBorder className="picked-bar" role="status" data-testid="picked-bar">
      <Icon size={18} aria-hidden />
      <Text size="sm" fw={600}>{picked.name}</Text>
      <Text size="sm">{stuck ? stuck.text : free && t(count > 0 ? "dispatch.free_count" : "dispatch.free_none", { count })}</Text>
      <Button size="xs" variant="default" onClick={onLeave} data-testid="picked-leave">{t("dispatch.put_down")}</Button>
    </Paper>
  );
}
