import { IconNavigation } from "@tabler/icons-react";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import { useStatus } from "../agent/queries";
import type { Card, Position } from "../agent/types";
import { geoLink } from "../parts/geo";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { useBackToJob, type JobScreenProps } from "./Job";

/// Job and van on the map that the agent holds itself; the button hands the address to a navigation program.
export default function MapScreen({ visit }: JobScreenProps) {
  const { t } = useText();
  const { data: status } = useStatus();
  const city = [visit.address?.postal_code, visit.address?.city].filter(Boolean).join(" ");
  const address = [visit.address?.line1, city].filter(Boolean).join(", ");
  const markers = markersOf(visit, status?.position ?? null, t("map.van"));
  return (
    <Screen
      title={visit.site_name ?? visit.summary}
      back={useBackToJob(visit)}
      action={
        <a className="press" data-look="main" data-tall href={geoLink(visit.position ?? null, address)} data-testid="navigate">
          <IconNavigation aria-hidden /><span>{t("map.navigate")}</span>
        </a>
      }
    >
      <div className="page map-page">
        <p>{address}</p>
        {!visit.position && <p className="empty">{t("map.none")}</p>}
        <LiveMap markers={markers} height="100%" centre={visit.position ? [visit.position.longitude, visit.position.latitude] : undefined} />
      </div>
    </Screen>
  );
}

export function markersOf(visit: Card, van: Position | null, vanLabel: string): MapMarker[] {
  const markers: MapMarker[] = [];
  if (visit.position) {
    const { latitude, longitude } = visit.position;
    markers.push({ id: visit.id, latitude, longitude, label: visit.site_name ?? visit.summary, tone: "danger", shape: "place" });
  }
  if (van) markers.push({ id: "van", latitude: van.latitude, longitude: van.longitude, label: vanLabel, tone: "primary", shape: "van" });
  return markers;
}
