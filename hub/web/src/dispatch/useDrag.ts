import { useCallback, useEffect, useRef, useState, type PointerEvent as ReactPointerEvent } from "react";
import { startAt } from "./geometry";

/// What is carried: a job of the tray (no event) or a visit of a lane.
export interface Carried {
  work_order: string;
  event?: string;
  name: string;
  minutes: number;
  /// The lane a visit comes from.
  technician?: string;
}

export interface Hover {
  technician: string;
  start: number;
}

export interface Drag {
  carried: Carried;
  x: number;
  y: number;
  over?: Hover;
}

const threshold = 5;

/// Dragging by mouse or pen. Fingers scroll and tap; they and the keyboard use the Plan dialog.
export function useDrag(onDrop: (carried: Carried, over: Hover) => void) {
  const [drag, setDrag] = useState<Drag>();
  const stopRef = useRef<() => void>(undefined);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  useEffect(() => () => stopRef.current?.(), []);

  const begin = useCallback((event: ReactPointerEvent<HTMLElement>, carried: Carried) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const origin = { x: event.clientX, y: event.clientY };
    // Within a bar the grabbed place stays under the pointer; a tray card is held near its left edge.
    const grip = carried.event ? event.clientX - event.currentTarget.getBoundingClientRect().left : 16;
    let live: Drag | undefined;
    const move = (next: PointerEvent) => {
      if (!live && Math.hypot(next.clientX - origin.x, next.clientY - origin.y) < threshold) return;
      next.preventDefault();
      live = { carried, x: next.clientX, y: next.clientY, over: hoverAt(next.clientX, next.clientY, grip, carried.minutes) };
      setDrag(live);
    };
    const end = (cancelled: boolean) => {
      stop();
      if (live) swallowClick();
      if (live?.over && !cancelled) drop.current(carried, live.over);
      setDrag(undefined);
    };
    const up = () => end(false);
    const lost = () => end(true);
    // A selected word under the pointer would start a drag of the browser's own, which takes the pointer away.
    const own = (next: DragEvent) => next.preventDefault();
    const key = (next: KeyboardEvent) => next.key === "Escape" && end(true);
    const stop = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", lost);
      removeEventListener("dragstart", own);
      removeEventListener("keydown", key);
    };
    stopRef.current?.();
    stopRef.current = stop;
    addEventListener("pointermove", move, { passive: false });
    addEventListener("pointerup", up);
    addEventListener("pointercancel", lost);
    addEventListener("dragstart", own);
    addEventListener("keydown", key);
  }, []);
  return { drag, begin };
}

function hoverAt(x: number, y: number, grip: number, minutes: number): Hover | undefined {
  const lane = document.elementsFromPoint(x, y).map((element) => element.closest<HTMLElement>("[data-lane]")).find(Boolean);
  const technician = lane?.dataset.lane;
  if (!lane || !technician) return undefined;
  const box = lane.getBoundingClientRect();
  return { technician, start: startAt(x - grip - box.left, box.width, minutes) };
}

/// The click that follows a drag must not open the card.
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}
