import { useState } from "react";
import { useHotkeys } from "@mantine/hooks";
import { useKeys } from "../shell/useKeys";

interface Keys {
  open: (id: string) => void;
  toggle: (id: string, range: boolean) => void;
  show: (index: number) => void;
  /// Begins to edit the row in place.
  edit?: (id: string) => void;
}

/// j and k walk through the rows, Enter opens, x selects (with Shift all from the last one), e edits; -1 until the first key.
export function useRowKeys(rows: { id: string }[], { open, toggle, show, edit }: Keys): number {
  const [at, setAt] = useState(-1);
  const cursor = Math.min(at, rows.length - 1);
  const move = (step: number) => {
    if (rows.length === 0) return;
    const next = Math.max(0, Math.min(rows.length - 1, cursor + step));
    setAt(next);
    show(next);
  };
  const current = rows[cursor];
  useKeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
    ["x", () => current && toggle(current.id, false)],
    ["shift+X", () => current && toggle(current.id, true)],
    ["e", () => current && edit?.(current.id)],
  ]);
  useHotkeys([
    ["Enter", (event) => {
      // A focused button or link keeps its own Enter.
      if (current && !(event.target as Element).closest("a,button,[role=option]")) open(current.id);
    }, { preventDefault: false }],
  ]);
  return cursor;
}
