/// What was typed and not yet saved, per visit and screen. It lives in the browser's storage, so that a reload, a locked
/// screen or a restarted agent loses nothing; the screen clears it only after the agent said "stored".
const prefix = "truckroll.draft.";
const keepDays = 30;

interface Stored<T> {
  at: number;
  key: string;
  value: T;
}

export const draftName = (visit: string, screen: string): string => `${prefix}${visit}.${screen}`;

export function readDraft<T>(storage: Storage, name: string): Stored<T> | null {
  const text = storage.getItem(name);
  if (text === null) return null;
  try {
    const stored = JSON.parse(text) as Stored<T>;
    return typeof stored.at === "number" && "value" in stored ? stored : null;
  } catch {
    return null;
  }
}

/// `key` goes with the request, so that the same draft sent twice is stored once. False when the storage is full.
export function writeDraft<T>(storage: Storage, name: string, value: T, key: string, nowMs: number): boolean {
  try {
    storage.setItem(name, JSON.stringify({ at: nowMs, key, value } satisfies Stored<T>));
    return true;
  } catch {
    return false;
  }
}

export const clearDraft = (storage: Storage, name: string): void => storage.removeItem(name);

/// Drafts of jobs long gone are dropped, so that the storage cannot fill up over the years.
export function dropOldDrafts(storage: Storage, nowMs: number): number {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  const old = names.filter((name) => {
    if (!name.startsWith(prefix)) return false;
    const draft = readDraft(storage, name);
    return draft === null || nowMs - draft.at > keepDays * 86_400_000;
  });
  old.forEach((name) => storage.removeItem(name));
  return old.length;
}
