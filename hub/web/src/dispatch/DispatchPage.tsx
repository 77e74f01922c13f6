import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { place } from "@common/format";
import { addDays, todayIn } from "@common/zone";
import { useConflicts, useDispatchDay, useFreeSlots, type DispatchDay } from "../data/dispatch";
import { recordHref, useCatalogue } from "../data/meta";
import { useMaySeeBoard } from "../data/receipts";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { PageSkeleton } from "../shell/PageSkeleton";
import { Board } from "./Board";
import { DayPicker } from "./DayPicker";
import { DragLabel } from "./DragLabel";
import { instantOf, plusMinutes } from "./geometry";
import { PickedBar } from "./PickedBar";
import { PlanDialog, type Planning } from "./PlanDialog";
import { SidePanel } from "./SidePanel";
import { isOver, slotOf } from "./slots";
import { useBooking } from "./useBooking";
import { useCheck } from "./useCheck";
import { useDrag, type Carried, type Hover } from "./useDrag";
import "./dispatch.css";

/// Who may not see everybody's visits finds no page here, as in the menu.
export default function DispatchPage() {
  return useMaySeeBoard() ? <DispatchBoard /> : <NotFoundPage />;
}

function DispatchBoard() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const day = params.get("day") ?? todayIn(place().zone);
  const query = useDispatchDay(day);
  const go = (next: string) => setParams({ day: next }, { replace: true });
  const picker = <DayPicker day={day} onStep={(count) => go(addDays(day, count))} onDay={go} onToday={() => setParams({}, { replace: true })} />;
  if (query.isPending) return <PageSkeleton rows={6} />;
  return (
    <Page title={t("menu.dispatch")} actions={picker} wide>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Workplace data={query.data} />}
    </Page>
  );
}

function Workplace({ data }: { data: DispatchDay }) {
  const [planning, setPlanning] = useState<Planning>();
  const [selected, setSelected] = useState<string | null>(null);
  const { picked, pick } = usePicked();
  const { pending, book } = useBooking();
  const navigate = useNavigate();
  // Who may not plan sees the board all the same; what is over is not planned any more.
  const mayPlan = useCatalogue().data!.path("scheduled-events")!.may.act;
  const open = useCallback(
    (wanted: Planning) => (mayPlan && !isOver(wanted.visit) ? setPlanning(wanted) : void navigate(recordHref("work-orders", wanted.work_order))),
    [mayPlan, navigate],
  );
  const toSlot = (carried: Carried, over: Hover) => {
    const start = instantOf(over.start, data.day, data.zone);
    return { work_order: carried.work_order, technician: over.technician, start, end: plusMinutes(start, carried.minutes), event: carried.event };
  };
  const { drag, begin: grab } = useDrag((carried, over) => {
    const slot = toSlot(carried, over);
    const before = slotOf(data.visits.find((visit) => visit.id === carried.event), carried.technician);
    if (before && before.start === slot.start && before.technician === slot.technician) return;
    pick(undefined);
    void book(slot, carried.name, before);
  });
  const begin = useCallback<typeof grab>((event, carried) => mayPlan && grab(event, carried), [mayPlan, grab]);
  const free = useFreeSlots(data, drag?.carried ?? picked).data;
  const conflicts = useConflicts(data, mayPlan).data;
  const hovered = drag?.over && toSlot(drag.carried, drag.over);
  const problems = useCheck(hovered);
  return (
    <div className="dispatch" data-dragging={drag !== undefined || undefined}>
      <Board
        data={data} drag={drag} picked={picked} free={free} conflicts={conflicts} pending={pending} problems={problems} selected={selected}
        onSelect={setSelected} onGrab={begin} onOpen={open}
      />
      <SidePanel
        data={data} pending={pending} selected={selected} picked={picked} mayPlan={mayPlan} onPick={pick} onSelect={setSelected} onGrab={begin} onOpen={open}
      />
      {picked && !drag && <PickedBar picked={picked} free={free} onLeave={() => pick(undefined)} />}
      {drag && <DragLabel drag={drag} slot={hovered} problems={problems} zone={data.zone} technicians={data.technicians} visit={data.visits.find((one) => one.id === drag.carried.event)} />}
      {planning && (
        <PlanDialog
          planning={planning} data={data} onClose={() => setPlanning(undefined)}
          onBook={async (...slot) => {
            const booked = await book(...slot);
            if (booked) pick(undefined);
            return booked;
          }}
          onPick={(carried) => {
            setPlanning(undefined);
            pick(carried);
          }}
        />
      )}
    </div>
  );
}

/// The job whose free slots the board shows; Escape puts it down.
function usePicked() {
  const [picked, pick] = useState<Carried>();
  useEffect(() => {
    if (!picked) return;
    const leave = (event: KeyboardEvent) => event.key === "Escape" && !document.querySelector("[role=dialog]") && pick(undefined);
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [picked]);
  return { picked, pick };
}
