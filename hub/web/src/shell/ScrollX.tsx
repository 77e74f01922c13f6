import type { ReactNode } from "react";

/// A wide table that scrolls sideways by itself, reachable by keyboard.
export function ScrollX({ label, minWidth, children }: { label: string; minWidth?: number; children: ReactNode }) {
  return (
    <div className="scroll-x" role="group" aria-label={label} tabIndex={0}>
      <div style={{ minWidth }}>{children}</div>
    </div>
  );
}
