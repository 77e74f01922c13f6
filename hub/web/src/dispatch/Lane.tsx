import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DispatchTechnician } from "../data/dispatch";
import type { BoardProps } from "./Board";
import { assignRows, boxOf, closedParts, hours, minuteOf, minutesBetween, percentOf } from "./geometry";
import { FreeSlotMarks } from "./FreeSlotMarks";
import { LaneHead } from "./LaneHead";
import { visitsOfLane } from "./slots";
import { VisitCard } from "./VisitCard";

const rowHeight = 62;

export function Lane({ technician, now, data, drag, picked, free, conflicts, pending, problems, selected, onSelect, onGrab, onOpen }: BoardProps & { technician: DispatchTechnician; now?: number }) {
  const { t } = useTranslation();
  const { day, zone } = data;
  const minute = (at: string) => minuteOf(at, day, zone);
  const bars = useMemo(() => {
    const visits = visitsOfLane(data.visits, technician.id, pending);
    return assignRows(visits.map((visit) => ({ visit, from: minuteOf(visit.start, day, zone), to: minuteOf(visit.end, day, zone) })));
  }, [data.visits, technician.id, pending, day, zone]);
  const closed = closedParts(technician.available.map((part) => ({ from: minute(part.from), to: minute(part.to) })));
  const planned = bars.reduce((sum, bar) => sum + minutesBetween(bar.visit.start, bar.visit.end), 0);
  const rows = Math.max(1, ...bars.map((bar) => bar.row + 1));
  const over = drag?.over?.technician === technician.id ? drag.over : undefined;
  const ghost = over && drag && boxOf(over.start, over.start + drag.carried.minutes);
  const booking = pending && !pending.event && pending.technician === technician.id ? boxOf(minute(pending.start), minute(pending.end)) : undefined;
  return (
    <>
      <LaneHead technician={technician} planned={planned} selected={selected === technician.id} onSelect={() => onSelect(technician.id)} />
      <div
        className="lane" data-lane={technician.id} data-testid={`lane-${technician.id}`} data-over={over !== undefined || undefined}
        style={{ minHeight: rows * rowHeight + 8 }} role="list" aria-label={t("dispatch.lane", { name: technician.name, count: bars.length })}
      >
        {hours.map((hour) => <i key={hour} className="lane-hour" style={{ left: `${percentOf(hour * 60)}%` }} aria-hidden />)}
        {closed.map((part) => {
          const box = boxOf(part.from, part.to);
          return box && <i key={part.from} className="lane-closed" style={{ left: `${box.left}%`, width: `${box.width}%` }} aria-hidden />;
        })}
        {conflicts?.away.filter((one) => one.technician === technician.id).map((one) => {
          const box = boxOf(minute(one.from), minute(one.to));
          return box && (
            <span key={one.from} className="lane-away" style={{ left: `${box.left}%`, width: `${box.width}%` }} title={one.text} data-testid={`away-${technician.id}`}>
              <span>{t("dispatch.away")}</span><span className="visually-hidden">{one.text}</span>
            </span>
          );
        })}
        {now !== undefined && <i className="lane-now" style={{ left: `${percentOf(now)}%` }} aria-hidden />}
        {bars.map(({ visit, from, to, row }) => {
          const box = boxOf(from, to);
          return box && (
            <VisitCard
              key={visit.id} visit={visit} technician={technician.id} top={row * rowHeight + 4} box={box} carried={drag?.carried.event === visit.id}
              waiting={pending?.event === visit.id} conflicts={conflicts?.visits.find((one) => one.event === visit.id)?.problems} onGrab={onGrab} onOpen={onOpen}
            />
          );
        })}
        {(drag || picked) && free && free.problems.length === 0 && (
          <FreeSlotMarks technician={technician} data={data} lane={free.technicians.find((one) => one.technician === technician.id)} picked={drag ? undefined : picked} onOpen={onOpen} />
        )}
        {booking && <div className="visit visit-ghost" style={{ left: `${booking.left}%`, width: `${booking.width}%`, top: 4 }} aria-hidden />}
        {ghost && (
          <div className="visit visit-ghost" data-refused={(problems && problems.length > 0) || undefined} style={{ left: `${ghost.left}%`, width: `${ghost.width}%`, top: 4 }} aria-hidden />
        )}
      </div>
    </>
  );
}
