import { useRef, useState } from "react";

export interface Selection {
  chosen: ReadonlySet<string>;
  /// Everything the filter finds, also what is not loaded.
  everything: boolean;
  toggle: (id: string, range?: boolean) => void;
  chooseAll: () => void;
  chooseEverything: () => void;
  clear: () => void;
}

/// Rows that are chosen. With `range`, all from the last one chosen to this one.
export function useSelection(rows: { id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [everything, setEverything] = useState(false);
  const last = useRef<string>(undefined);
  const toggle = (id: string, range = false) => {
    setEverything(false);
    setChosen((before) => (range && last.current ? withRange(before, rows, last.current, id) : withToggled(before, id)));
    last.current = id;
  };
  return {
    chosen,
    everything,
    toggle,
    chooseAll: () => setChosen(new Set(rows.map((row) => row.id))),
    chooseEverything: () => {
      setChosen(new Set(rows.map((row) => row.id)));
      setEverything(true);
    },
    clear: () => {
      setChosen(new Set());
      setEverything(false);
    },
  };
}

export function withToggled(chosen: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

/// An end that has scrolled out of the list leaves the other one alone.
export function withRange(chosen: ReadonlySet<string>, rows: { id: string }[], from: string, to: string): Set<string> {
  const [first, last] = [from, to].map((id) => rows.findIndex((row) => row.id === id)).sort((a, b) => a - b) as [number, number];
  if (first < 0) return withToggled(chosen, to);
  return new Set([...chosen, ...rows.slice(first, last + 1).map((row) => row.id)]);
}
