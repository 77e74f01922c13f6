import { IconCurrentLocation, IconCurrentLocationOff } from "@tabler/icons-react";
import { useStatus } from "../agent/queries";
import { useText } from "../text";

export function GpsState() {
  const { t } = useText();
  const { data } = useStatus();
  if (!data) return null;
  const Icon = data.gps === "ok" ? IconCurrentLocation : IconCurrentLocationOff;
  return (
    <span className="gps" data-tone={data.gps} data-testid="gps-state">
      <Icon aria-hidden />
      <span>{t(`gps.${data.gps}`)}</span>
    </span>
  );
}
