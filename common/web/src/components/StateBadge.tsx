import { Badge } from "@mantine/core";
import {
  IconAlertTriangle, IconCheck, IconCircle, IconCircleDashed, IconClock, IconPlayerPause, IconPlayerPlay, IconTruck, IconX,
} from "@tabler/icons-react";
import { stateTone, type StateLook } from "./states";

const icons = {
  done: IconCheck, draft: IconCircleDashed, waiting: IconClock, travelling: IconTruck, working: IconPlayerPlay,
  paused: IconPlayerPause, refused: IconX, warning: IconAlertTriangle, plain: IconCircle,
} satisfies Record<StateLook["icon"], unknown>;

/// A state in its colour with icon and word: never colour alone.
export function StateBadge({ state, label, size = "md" }: { state: string; label?: string; size?: "sm" | "md" | "lg" }) {
  const look = stateTone(state);
  const Icon = icons[look.icon];
  return (
    <Badge color={look.tone} size={size} tt="none" fw={600} leftSection={<Icon size={12} aria-hidden />} data-state={state}>
      {label ?? state.replaceAll("_", " ")}
    </Badge>
  );
}
