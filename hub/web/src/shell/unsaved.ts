import { useCallback, useEffect, useState, useSyncExternalStore } from "react";

/// Forms in which somebody typed what is saved nowhere yet.
const forms = new Set<object>();

export const isUnsaved = (): boolean => forms.size > 0;

/// While `typed`, leaving the page is asked about. The answer lets go at once: for what was saved, and for who cancels.
export function useUnsaved(typed: boolean): () => void {
  const [form] = useState(() => ({}));
  useEffect(() => {
    if (!typed) return;
    forms.add(form);
    return () => void forms.delete(form);
  }, [typed, form]);
  return useCallback(() => void forms.delete(form), [form]);
}

/// What waits for the answer to "Leave without saving?".
let waiting: (() => void) | undefined;
let redraw = () => {};

/// Goes at once where nothing is lost by it, else when the question is answered so.
export function leave(go: () => void): void {
  if (!isUnsaved()) return go();
  waiting = go;
  redraw();
}

export function answerLeave(really: boolean): void {
  const go = waiting;
  waiting = undefined;
  redraw();
  if (really) go?.();
}

const listen = (listener: () => void) => {
  redraw = listener;
  return () => {
    redraw = () => {};
    waiting = undefined;
  };
};

export const useLeaveAsked = (): boolean => useSyncExternalStore(listen, () => waiting !== undefined);
