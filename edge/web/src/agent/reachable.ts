import { useSyncExternalStore } from "react";

/// Whether the agent on this device answers; every request reports here, the banner reads it.
let reachable = true;
const listeners = new Set<() => void>();

export function reportReachable(value: boolean): void {
  if (value === reachable) return;
  reachable = value;
  listeners.forEach((listener) => listener());
}

export function subscribeReachable(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isReachable = (): boolean => reachable;

export const useReachable = (): boolean => useSyncExternalStore(subscribeReachable, isReachable);
