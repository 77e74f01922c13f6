import { useEffect, useState, type PointerEvent } from "react";
import { Paper } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import type { FieldProblem } from "@common/api";
import { formatDay } from "@common/format";
import type { DayConflicts, DispatchDay, FreeSlots, Slot } from "../data/dispatch";
import { NewButton } from "../records/NewButton";
import { firstMinute, hours, lastMinute, minuteOf, percentOf } from "./geometry";
import { Lane } from "./Lane";
import type { Planning } from "./PlanDialog";
import type { Carried, Drag } from "./useDrag";

export interface BoardProps {
  data: DispatchDay;
  drag?: Drag;
  /// The job for which free slots are shown as buttons.
  picked?: Carried;
  free?: FreeSlots;
  conflicts?: DayConflicts;
  pending?: Slot;
  problems?: FieldProblem[];
  selected: string | null;
  onSelect: (technician: string | null) => void;
  onGrab: (event: PointerEvent<HTMLElement>, carried: Carried) => void;
  onOpen: (planning: Planning) => void;
}

/// Technicians' lanes over the hours of one day.
export function Board(props: BoardProps) {
  const { t } = useTranslation();
  const { data } = props;
  const now = useNow(data.day, data.zone);
  if (data.technicians.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState title={t("dispatch.nobody")} text={t("dispatch.nobody_text")}>
          <NewButton path="technicians" />
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Paper withBorder className="board" tabIndex={0} role="region" aria-label={t("dispatch.board", { day: formatDay(data.day) })} data-testid="board">
      <div className="board-grid">
        <div className="board-corner">{data.zone.split("/").pop()?.replaceAll("_", " ")}</div>
        <div className="board-hours" aria-hidden>
          {hours.map((hour) => <span key={hour} style={{ left: `${percentOf(hour * 60)}%` }}>{String(hour).padStart(2, "0")}</span>)}
        </div>
        {data.technicians.map((technician) => <Lane key={technician.id} technician={technician} now={now} {...props} />)}
      </div>
    </Paper>
  );
}

/// The minute of now on this day, or undefined where it is not on the board.
function useNow(day: string, zone: string): number | undefined {
  const minute = () => minuteOf(new Date().toISOString(), day, zone);
  const [now, setNow] = useState(minute);
  useEffect(() => {
    setNow(minute());
    const timer = setInterval(() => setNow(minute()), 30_000);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [day, zone]);
  return now > firstMinute && now < lastMinute ? now : undefined;
}
