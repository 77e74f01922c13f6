import { memo, type PointerEvent } from "react";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "@common/api";
import { formatTime } from "@common/format";
import { stateTone } from "@common/components/states";
import type { DispatchVisit } from "../data/dispatch";
import { stateLabel, useCatalogue } from "../data/meta";
import { minutesBetween, type Box } from "./geometry";
import type { Planning } from "./PlanDialog";
import { ReceivedMark } from "./ReceivedMark";
import { markOf } from "./slots";
import type { Carried } from "./useDrag";

const fixed = new Set(["on_site", "paused", "done", "cancelled", "on_my_way", "no_access", "broken_off"]);

interface Props {
  visit: DispatchVisit;
  technician: string;
  top: number;
  box: Box;
  carried: boolean;
  waiting: boolean;
  conflicts?: FieldProblem[];
  onGrab: (event: PointerEvent<HTMLElement>, carried: Carried) => void;
  onOpen: (planning: Planning) => void;
}

export const VisitCard = memo(function VisitCard({ visit, technician, top, box, carried, waiting, conflicts, onGrab, onOpen }: Props) {
  const { t } = useTranslation();
  const type = useCatalogue().data?.path("scheduled-events");
  const look = stateTone(visit.state);
  // A narrow bar shows the part of the number that tells jobs apart.
  const series = visit.number.slice(0, visit.number.lastIndexOf("-") + 1);
  const minutes = minutesBetween(visit.start, visit.end);
  const where = [visit.account_name || visit.site_name, visit.city].filter(Boolean).join(", ");
  const state = stateLabel(type, visit.state);
  const against = conflicts?.map((one) => one.text).join("\n");
  const eta = visit.state === "on_my_way" && visit.eta ? t("dispatch.arrives", { time: formatTime(visit.eta) }) : "";
  const times = `${formatTime(visit.start)}–${formatTime(visit.end)}`;
  return (
    <div role="listitem" className="visit-item" style={{ left: `${box.left}%`, width: `${box.width}%`, top }}>
      <button
        type="button" className="visit" data-tone={look.tone} data-state={visit.state} data-carried={carried || undefined} data-waiting={waiting || undefined}
        data-conflict={against ? true : undefined}
        data-testid={`visit-${visit.id}`} title={`${visit.number} ${visit.summary}\n${where}\n${times} · ${state}${against ? `\n${against}` : ""}`}
        onPointerDown={(event) => !fixed.has(visit.state) && onGrab(event, { work_order: visit.work_order, event: visit.id, name: visit.number, minutes, technician })}
        onClick={() => onOpen({ work_order: visit.work_order, visit, technician, minutes, name: `${visit.number} ${visit.summary}` })}
      >
        <b className="visit-line visit-number"><span className="visit-series">{series}</span>{visit.number.slice(series.length)}</b>
        <span className="visit-line">{against && <IconAlertTriangle size={14} className="visit-alert" aria-hidden />}{visit.summary}</span>
        <span className="visit-line visit-small"><ReceivedMark visit={visit} />{eta || where || state}</span>
        <span className="visually-hidden">{times}, {t(markOf(visit))}{against && <span data-testid={`conflict-${visit.id}`}>. {t("dispatch.conflict")}: {against}</span>}</span>
      </button>
    </div>
  );
});
