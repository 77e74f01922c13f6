import { useSyncExternalStore } from "react";

/// A record that was opened.
export interface Visit {
  path: string;
  id: string;
  title: string;
}

const key = "truckroll.recent";
const kept = 8;
let listeners: (() => void)[] = [];
let known = "";
let visits: Visit[] = [];

/// The records opened last come first, none twice; kept for this session of the browser only, because titles are data.
export function noteVisit(visit: Visit): void {
  const next = withVisit(read(), visit);
  sessionStorage.setItem(key, JSON.stringify(next));
  for (const listener of listeners) listener();
}

export const withVisit = (all: Visit[], visit: Visit): Visit[] => [visit, ...all.filter((one) => one.id !== visit.id)].slice(0, kept);

function read(): Visit[] {
  const text = sessionStorage.getItem(key) ?? "[]";
  if (text !== known) {
    known = text;
    visits = JSON.parse(text) as Visit[];
  }
  return visits;
}

const listen = (listener: () => void) => {
  listeners = [...listeners, listener];
  return () => (listeners = listeners.filter((one) => one !== listener));
};

export const useRecent = (): Visit[] => useSyncExternalStore(listen, read);

/// Another user's records are nobody's business.
export const forgetVisits = (): void => sessionStorage.removeItem(key);
