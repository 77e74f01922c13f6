import { useCallback, useRef, useState } from "react";
import { clearDraft, draftName, readDraft, writeDraft } from "./drafts";

export const makeKey = (): string =>
  // randomUUID needs a secure context; a crew's phone may open the page over plain http.
  crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export interface Draft<T> {
  value: T;
  set: (value: T) => void;
  /// Before it is sent: value and key outlive the screen, so that the next press is known as a repeat.
  hold: (value: T) => void;
  /// After the agent stored it.
  clear: () => void;
  /// Goes with the request; the same until the value changes or is cleared.
  key: string;
  /// There is something typed that is not saved yet.
  dirty: boolean;
}

export function useDraft<T>(visit: string, screen: string, empty: T): Draft<T> {
  const name = draftName(visit, screen);
  const [found] = useState(() => readDraft<T>(localStorage, name));
  const [value, setValue] = useState<T>(found?.value ?? empty);
  const [key, setKey] = useState(() => found?.key ?? makeKey());
  const [dirty, setDirty] = useState(found !== null);
  const start = useRef(empty);

  const set = useCallback(
    (next: T) => {
      setValue(next);
      setDirty(true);
      // A changed text is another one: with the old key the agent might take it for a repeat and drop the change.
      const nextKey = makeKey();
      setKey(nextKey);
      writeDraft(localStorage, name, next, nextKey, Date.now());
    },
    [name],
  );
  const hold = useCallback(
    (next: T) => {
      setValue(next);
      setDirty(true);
      writeDraft(localStorage, name, next, key, Date.now());
    },
    [name, key],
  );
  const clear = useCallback(() => {
    clearDraft(localStorage, name);
    setValue(start.current);
    setKey(makeKey());
    setDirty(false);
  }, [name]);
  return { value, set, hold, clear, key, dirty };
}
