import { useState } from "react";
import { ProblemError } from "@common/api";
import type { RecordData } from "@common/meta";
import { patchRecord, useTouched } from "../data/records";
import { useUndo } from "./useUndo";

/// Saves a patch on a known version, offers to take it back for ten seconds, and hands out the other version on a clash.
export function useSave(path: string, onSaved: () => void) {
  const touched = useTouched();
  const offerUndo = useUndo(path);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [current, setCurrent] = useState<RecordData>();

  const save = async (before: RecordData, patch: Record<string, unknown>) => {
    if (Object.keys(patch).length === 0) return onSaved();
    setBusy(true);
    setError(undefined);
    try {
      const saved = await patchRecord(path, before.id, before.version, patch);
      setCurrent(undefined);
      touched(path, before.id);
      offerUndo(saved, before, patch);
      onSaved();
    } catch (refused) {
      const other = refused instanceof ProblemError && refused.status === 412 ? refused.problem.current : undefined;
      if (other) setCurrent(other as RecordData);
      else {
        // What is refused is told in the form; a choice in front of it would hide it.
        setCurrent(undefined);
        setError(refused);
      }
    } finally {
      setBusy(false);
    }
  };
  const dismiss = () => {
    setCurrent(undefined);
    setError(undefined);
  };
  return { save, busy, error, current, dismiss };
}
