import { useState } from "react";
import { ProblemError } from "@common/api";
import type { FieldMeta, RecordData } from "@common/meta";
import { patchRecord, useTouched } from "../data/records";
import { patchOver } from "./conflict";
import { useUndo } from "./useUndo";

// Rules and vans may write to a record again and again; somebody who waits is then told instead.
const triesMax = 5;

/// Saves a patch on a known version, offers to take it back for ten seconds, and hands out the other version on a clash. A newer
/// version that differs in none of the form's fields is none.
export function useSave(path: string, fields: FieldMeta[], onSaved: () => void) {
  const touched = useTouched();
  const offerUndo = useUndo(path);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [current, setCurrent] = useState<RecordData>();

  const attempt = async (before: RecordData, patch: Record<string, unknown>, tries: number): Promise<void> => {
    if (Object.keys(patch).length === 0) return onSaved();
    try {
      const saved = await patchRecord(path, before.id, before.version, patch);
      setCurrent(undefined);
      touched(path, before.id);
      offerUndo(saved, before, patch);
      onSaved();
    } catch (refused) {
      const other = refused instanceof ProblemError && refused.status === 412 ? (refused.problem.current as RecordData | undefined) : undefined;
      const over = other && tries > 1 ? patchOver(before, { ...before, ...patch }, other, fields) : undefined;
      if (other && over) return attempt(other, over, tries - 1);
      if (other) setCurrent(other);
      else {
        // What is refused is told in the form; a choice in front of it would hide it.
        setCurrent(undefined);
        setError(refused);
      }
    }
  };
  const save = async (before: RecordData, patch: Record<string, unknown>) => {
    setBusy(true);
    setError(undefined);
    await attempt(before, patch, triesMax);
    setBusy(false);
  };
  const dismiss = () => {
    setCurrent(undefined);
    setError(undefined);
  };
  return { save, busy, error, current, dismiss };
}
