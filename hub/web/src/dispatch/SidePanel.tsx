import { useMemo, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatAge } from "@common/format";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import type { DispatchDay, Slot } from "../data/dispatch";
import type { Planning } from "./PlanDialog";
import { Tray } from "./Tray";
import type { Carried } from "./useDrag";

const oldMs = 10 * 60_000;

interface Props {
  data: DispatchDay;
  pending?: Slot;
  selected: string | null;
  onSelect: (technician: string | null) => void;
  onGrab: (event: PointerEvent<HTMLElement>, carried: Carried) => void;
  onOpen: (planning: Planning) => void;
}

/// Beside the board: what waits to be planned, and where the vans are.
export function SidePanel({ data, pending, selected, onSelect, onGrab, onOpen }: Props) {
  const { t } = useTranslation();
  const markers = useMemo(() => vanMarkers(data), [data]);
  return (
    <div className="side">
      <Tray jobs={data.unplanned.filter((job) => job.id !== pending?.work_order)} onGrab={onGrab} onOpen={onOpen} />
      <section aria-label={t("dispatch.map")} className="side-map">
        <LiveMap markers={markers} selected={selected} onSelect={onSelect} height="100%" />
      </section>
    </div>
  );
}

export function vanMarkers(data: DispatchDay, now = Date.now()): MapMarker[] {
  return data.technicians.flatMap(({ id, name, position, device }) => {
    if (!position) return [];
    const { latitude, longitude, at } = position;
    const stale = now - Date.parse(at) > oldMs || device?.online === false;
    return [{ id, latitude, longitude, label: name, detail: formatAge(at, now), tone: stale ? "neutral" : "primary", shape: "van", stale }];
  });
}
