import { memo, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatTime } from "@common/format";
import { stateTone } from "@common/components/states";
import type { DispatchVisit } from "../data/dispatch";
import { stateLabel, useCatalogue } from "../data/meta";
import { minutesBetween, type Box } from "./geometry";
import type { Planning } from "./PlanDialog";
import { ReceivedMark } from "./ReceivedMark";
import { markOf } from "./slots";
import type { Carried } from "./useDrag";

const fixed = new Set(["on_site", "paused", "done", "cancelled", "on_my_way", "no_access"]);

interface Props {
  visit: DispatchVisit;
  technician: string;
  top: number;
  box: Box;
  carried: boolean;
  waiting: boolean;
  onGrab: (event: PointerEvent<HTMLElement>, carried: Carried) => void;
  onOpen: (planning: Planning) => void;
}

export const VisitCard = memo(function VisitCard({ visit, technician, top, box, carried, waiting, onGrab, onOpen }: Props) {
  const { t } = useTranslation();
  const type = useCatalogue().data?.path("scheduled-events");
  const look = stateTone(visit.state);
  const minutes = minutesBetween(visit.start, visit.end);
  const where = [visit.account_name || visit.site_name, visit.city].filter(Boolean).join(", ");
  const state = stateLabel(type, visit.state);
  const times = `${formatTime(visit.start)}–${formatTime(visit.end)}`;
  return (
    <div role="listitem" className="visit-item" style={{ left: `${box.left}%`, width: `${box.width}%`, top }}>
      <button
        type="button" className="visit" data-tone={look.tone} data-state={visit.state} data-carried={carried || undefined} data-waiting={waiting || undefined}
        data-testid={`visit-${visit.id}`} title={`${visit.number} ${visit.summary}\n${where}\n${times} · ${state}`}
        onPointerDown={(event) => !fixed.has(visit.state) && onGrab(event, { work_order: visit.work_order, event: visit.id, name: visit.number, minutes, technician })}
        onClick={() => onOpen({ work_order: visit.work_order, visit, technician, minutes, name: `${visit.number} ${visit.summary}` })}
      >
        <span className="visit-line"><ReceivedMark visit={visit} /> <b>{visit.number}</b></span>
        <span className="visit-line">{visit.summary}</span>
        <span className="visit-line visit-small">{where || state}</span>
        <span className="visually-hidden">{times}, {t(markOf(visit))}</span>
      </button>
    </div>
  );
});
