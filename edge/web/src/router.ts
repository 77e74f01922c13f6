import { useSyncExternalStore } from "react";

/// Where the app is. The place stands behind "#", so that the agent serves one page and a reload stays where it was.
export interface Place {
  screen: string;
  visit?: string;
  part?: string;
  id?: string;
}

export function placeOf(hash: string): Place {
  const [screen = "", visit, part, id] = hash.replace(/^#\/?/, "").split("/").map(decodeSafely);
  // "own", then the type, the record or "new", and the visit that a new one is made for.
  if (screen === "own") return { screen, part: visit || undefined, id: part || undefined, visit: id || undefined };
  // The customer who asks for the job.
  if (screen === "take-on") return { screen, id: visit || undefined };
  // "customers", then "new" or one of them; "quotes", then "new" with customer or visit, or one of them.
  if (screen === "customers") return { screen, id: visit || undefined };
  if (screen === "quotes") return { screen, id: visit || undefined, part: part || undefined, visit: id || undefined };
  if (screen !== "job") return { screen: screen || "today" };
  return { screen, visit, part: part || undefined, id: id || undefined };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const jobPath = (visit: string, ...rest: string[]): string =>
  ["#/job", visit, ...rest].map((part, index) => (index ? encodeURIComponent(part) : part)).join("/");

export const ownPath = (...rest: string[]): string => ["#/own", ...rest.map(encodeURIComponent)].join("/");

export const customerPath = (id?: string): string => (id ? `#/customers/${encodeURIComponent(id)}` : "#/customers");
export const quotePath = (id?: string): string => (id ? `#/quotes/${encodeURIComponent(id)}` : "#/quotes");
/// A job that a customer asks for on the spot.
export const takeOnPath = (account: string): string => `#/take-on/${encodeURIComponent(account)}`;
/// A new quote for a customer, or for the job of a visit.
export const newQuotePath = (account: string, visit = ""): string => `#/quotes/new/${account}/${visit}`;

export function go(path: string): void {
  location.hash = path.startsWith("#") ? path : `#${path}`;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return placeOf(hash);
}
