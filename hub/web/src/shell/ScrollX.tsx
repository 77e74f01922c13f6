import type { ReactNode, Ref } from "react";

/// A wide table that scrolls sideways by itself, reachable by keyboard. `strip` is what scrolls.
export function ScrollX({ label, minWidth, strip, children }: { label: string; minWidth?: number; strip?: Ref<HTMLDivElement>; children: ReactNode }) {
  return (
    <div ref={strip} className="scroll-x" role="group" aria-label={label} tabIndex={0}>
      <div style={{ minWidth }}>{children}</div>
    </div>
  );
}
