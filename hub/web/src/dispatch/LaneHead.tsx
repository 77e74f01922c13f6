import { Text, UnstyledButton } from "@mantine/core";
import { IconTruck, IconTruckOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { formatMinutes } from "@common/format";
import type { DispatchTechnician } from "../data/dispatch";

interface Props {
  technician: DispatchTechnician;
  planned: number;
  selected: boolean;
  onSelect: () => void;
}

/// Who, how full the day is, whether the van is heard and how old its position is.
export function LaneHead({ technician, planned, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const online = technician.device?.online;
  const Icon = online ? IconTruck : IconTruckOff;
  return (
    <UnstyledButton className="lane-head" onClick={onSelect} aria-pressed={selected} data-testid={`technician-${technician.id}`} title={t("dispatch.show_on_map")}>
      <span className="dot" style={{ background: technician.color || "var(--mantine-color-neutral-5)" }} aria-hidden />
      <span className="lane-head-text">
        <span className="lane-head-name">
          <Text fw={600} size="sm" truncate component="span">{technician.name}</Text>
        </span>
        <Text size="xs" c="dimmed" className="lane-head-state" component="span">
          <Icon size={14} aria-hidden color={online ? "var(--success-text)" : "var(--attention-text)"} />
          {technician.device ? t(online ? "van.online" : "van.silent") : t("dispatch.no_van")}
          {technician.position && <> · <Age at={technician.position.at} /></>}
          <span className="lane-head-planned figures" title={t("dispatch.planned_time")}>{formatMinutes(planned)} h</span>
        </Text>
      </span>
    </UnstyledButton>
  );
}
