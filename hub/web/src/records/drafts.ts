import { useEffect, useRef, useState } from "react";
import type { FieldMeta } from "@common/meta";
import { draftPrefix } from "../data/drafts";
import { useSession } from "../session/session";

const settleMs = 400;
const keepMs = 14 * 86_400_000;

export interface Draft {
  at: string;
  /// The version that was edited; none for a new record.
  version?: number;
  values: Record<string, unknown>;
}

/// What was typed, without what must not lie around in a browser.
export const withoutSecrets = (values: Record<string, unknown>, fields: FieldMeta[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !fields.some((field) => field.name === name && (field.secret || field.widget === "password"))));

/// A draft that is too old, or that nobody can read, is none.
export function readDraft(text: string | null, now = Date.now()): Draft | undefined {
  if (!text) return undefined;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.values === "object" && draft.values !== null && now - Date.parse(draft.at) < keepMs ? draft : undefined;
  } catch {
    // Written by another release of the app.
    return undefined;
  }
}

/// Keeps what is typed in this browser until it is saved or thrown away. `found` is what an earlier visit left.
export function useDraft(place: string, typed: Record<string, unknown>, fields: FieldMeta[], version?: number) {
  const user = useSession().data?.user.id ?? "";
  const key = `${draftPrefix}${user}.${place}`;
  const [found, setFound] = useState(() => readDraft(localStorage.getItem(key)));
  const text = JSON.stringify(withoutSecrets(typed, fields));
  const silent = useRef(true);
  useEffect(() => {
    // Before anything is typed an earlier draft must not be overwritten.
    if (text === "{}" && silent.current) return;
    silent.current = false;
    const timer = setTimeout(() => {
      if (text === "{}") localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ at: new Date().toISOString(), version, values: JSON.parse(text) as unknown }));
    }, settleMs);
    return () => clearTimeout(timer);
  }, [text, key, version]);
  const forget = () => {
    silent.current = true;
    localStorage.removeItem(key);
    setFound(undefined);
  };
  return { found, forget, dismiss: () => setFound(undefined) };
}
