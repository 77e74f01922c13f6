import type { MouseEvent } from "react";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import type { DispatchDay, DispatchTechnician, FreeLane } from "../data/dispatch";
import { boxOf, clickedStart, instantOf, minuteOf, usualStart } from "./geometry";
import type { Planning } from "./PlanDialog";
import type { Carried } from "./useDrag";

interface Props {
  technician: DispatchTechnician;
  data: DispatchDay;
  lane?: FreeLane;
  /// Without it something is being dragged: the marks are for the eye alone.
  picked?: Carried;
  onOpen: (planning: Planning) => void;
}

/// Where the job fits on this lane, or why it fits nowhere.
export function FreeSlotMarks({ technician, data, lane, picked, onOpen }: Props) {
  const { t } = useTranslation();
  const { day, zone } = data;
  if (!lane) return null;
  if (lane.problems.length > 0 || lane.free.length === 0) {
    const text = lane.problems.map((one) => one.text).join("; ") || t("dispatch.nothing_free");
    return (
      <span className="lane-verdict" title={text} data-testid={`verdict-${technician.id}`}>
        <IconAlertTriangle size={14} aria-hidden /> <span>{text}</span>
      </span>
    );
  }
  return lane.free.map((slot) => {
    const range = { from: minuteOf(slot.from, day, zone), to: minuteOf(slot.to, day, zone) };
    const box = boxOf(range.from, range.to);
    if (!box) return null;
    const times = `${formatInstant(slot.from, "time", zone)}–${formatInstant(slot.to, "time", zone)}`;
    const style = { left: `${box.left}%`, width: `${box.width}%` };
    const hook = `free-${technician.id}-${range.from}`;
    if (!picked) return <i key={slot.from} className="lane-free" style={style} aria-hidden data-testid={hook} />;
    const usual = usualStart(range, picked.minutes);
    const open = (event: MouseEvent<HTMLElement>) => {
      // From the keyboard there is no place within the slot.
      const lane = event.currentTarget.parentElement!.getBoundingClientRect();
      const start = event.detail === 0 ? usual : clickedStart(event.clientX - lane.left, lane.width, range, picked.minutes);
      const visit = data.visits.find((one) => one.id === picked.event);
      onOpen({ work_order: picked.work_order, name: picked.name, minutes: picked.minutes, visit, technician: technician.id, start: instantOf(start, day, zone) });
    };
    const label = t("dispatch.free_slot", { name: technician.name, times, job: picked.name });
    return (
      <button key={slot.from} type="button" className="lane-free" style={style} onClick={open} aria-label={label} title={label} data-testid={hook}>
        <span>{times}</span>
      </button>
    );
  });
}
