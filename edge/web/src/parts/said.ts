import { useSyncExternalStore } from "react";

/// The one short message after a press ("Saved."), or why a scan did nothing; replaced by the next, gone after a while.
export interface Said {
  text: string;
  tone: "success" | "attention";
}

const shownMs = 4_000;
let said: Said | null = null;
let timer: number | undefined;
const listeners = new Set<() => void>();

function show(next: Said | null): void {
  said = next;
  listeners.forEach((listener) => listener());
}

export function say(text: string, tone: Said["tone"] = "success"): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => show(null), shownMs);
  show({ text, tone });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSaid = (): Said | null => useSyncExternalStore(subscribe, () => said);
