import { Badge } from "@mantine/core";
import { IconPlugConnected, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLiveState } from "@common/live";
import { live } from "../data/live";

const looks = {
  online: { color: "success", icon: IconPlugConnected },
  connecting: { color: "neutral", icon: IconRefresh },
  offline: { color: "attention", icon: IconPlugConnectedX },
};

/// Whether changes of others arrive by themselves.
export function LiveBadge() {
  const { t } = useTranslation();
  const state = useLiveState(live);
  const { color, icon: Icon } = looks[state];
  return (
    <Badge
      color={color} size="lg" tt="none" fw={600} leftSection={<Icon size={14} aria-hidden />} role="status"
      data-testid="live-state" data-state={state}
    >
      {t(`live.${state}`)}
    </Badge>
  );
}
