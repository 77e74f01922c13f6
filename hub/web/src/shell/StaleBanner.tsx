import { useEffect, useState } from "react";
import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatTime } from "@common/format";
import { useLiveState } from "@common/live";
import { live } from "../data/live";

const patienceMs = 3000;

/// Says how old everything on the screen may be while the live link is away; short gaps stay silent.
export function StaleBanner() {
  const { t } = useTranslation();
  const away = useLiveState(live) !== "online";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!away) return setShown(false);
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [away]);
  if (!shown) return null;
  return (
    <Alert color="attention" radius={0} py={8} icon={<IconPlugConnectedX />} role="status" data-testid="stale-banner">
      {t("live.stale", { age: formatTime(new Date(live.lastSeen).toISOString()) })}
    </Alert>
  );
}
