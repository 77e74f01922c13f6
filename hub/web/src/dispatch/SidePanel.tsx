import { useEffect, useMemo, useState, type PointerEvent } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { formatAge, formatTime } from "@common/format";
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
  picked?: Carried;
  mayPlan: boolean;
  onPick: (carried: Carried | undefined) => void;
  onSelect: (technician: string | null) => void;
  onGrab: (event: PointerEvent<HTMLElement>, carried: Carried) => void;
  onOpen: (planning: Planning) => void;
}

/// Beside the board: what waits to be planned, and where the vans are.
export function SidePanel({ data, pending, selected, picked, mayPlan, onPick, onSelect, onGrab, onOpen }: Props) {
  const { t } = useTranslation();
  const waiting = data.unplanned.filter((job) => job.id !== pending?.work_order);
  const now = useClock();
  const markers = useMemo(() => vanMarkers(data, t, now), [data, t, now]);
  return (
    <div className="side">
      <Tray
        jobs={waiting} total={data.unplanned_total - (data.unplanned.length - waiting.length)} picked={picked} mayPlan={mayPlan} onPick={onPick} onGrab={onGrab} onOpen={onOpen}
      />
      <section aria-label={t("dispatch.map")} className="side-map">
        <LiveMap markers={markers} selected={selected} onSelect={onSelect} height="100%" />
      </section>
    </div>
  );
}

/// Every van whose position is known: how old that is, and when it is expected where.
export function vanMarkers(data: DispatchDay, t: TFunction, now: number): MapMarker[] {
  return data.technicians.flatMap(({ id, name, position, device }) => {
    if (!position) return [];
    const { latitude, longitude, at } = position;
    const stale = now - Date.parse(at) > oldMs || device?.online === false;
    // A receiver's clock may be ahead of this one.
    const age = formatAge(new Date(Math.min(Date.parse(at), now)).toISOString(), now);
    const driven = data.visits.find((visit) => visit.state === "on_my_way" && visit.eta && visit.technicians.includes(id));
    const arrival = driven && t("dispatch.arrives_at", { time: formatTime(driven.eta), place: driven.site_name || driven.account_name || driven.number });
    const detail = arrival ? `${age} · ${arrival}` : age;
    return [{ id, latitude, longitude, label: name, detail, note: detail, tone: stale ? "neutral" : "primary", shape: "van", stale }];
  });
}

/// Positions grow older while nothing arrives.
function useClock(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
