import type { PointerEvent } from "react";
import { useRef } from "react";

/// The edge of a column's head; the keyboard's way is the columns' menu.
export function ResizeHandle({ name, onWidth }: { name: string; onWidth: (name: string, width: number | undefined) => void }) {
  const from = useRef<{ x: number; width: number }>(undefined);
  const head = (event: PointerEvent<HTMLElement>) => event.currentTarget.parentElement!;
  const begin = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width: head(event).offsetWidth };
  };
  const follow = (event: PointerEvent<HTMLElement>) => {
    if (from.current) onWidth(name, from.current.width + event.clientX - from.current.x);
  };
  return (
    <span
      className="resize-handle" aria-hidden data-testid={`resize-${name}`} onPointerDown={begin} onPointerMove={follow}
      onPointerUp={() => (from.current = undefined)} onDoubleClick={() => onWidth(name, undefined)} onClick={(event) => event.stopPropagation()}
    />
  );
}
