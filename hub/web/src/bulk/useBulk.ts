import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { writeMany } from "../data/bulk";
import { useTouched } from "../data/records";
import { runAll, type Progress } from "./run";
import { rowsOf, type Targets } from "./targets";

export interface BulkState extends Progress {
  title: string;
  running: boolean;
  stopped?: boolean;
  /// What could not even be begun.
  failed?: string;
}

/// What to do: create, change, delete or an action, and what is sent of each row.
export interface Work {
  action: string;
  item: (row: RecordData) => Record<string, unknown>;
}

/// Each reason once, with how often it stands there.
export function summed(texts: string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count > 1 ? `${text} (${count} ×)` : text)).join("; ");
}

/// One piece of work for many records, with its progress, its results and a stop.
export function useBulk(type: TypeMeta) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [state, setState] = useState<BulkState>();
  const stop = useRef<AbortController>(undefined);
  const problemOf = (error: unknown) =>
    error instanceof ProblemError && error.errors.length > 0 ? summed(error.errors.map((one) => one.text)) : problemAdvice(error, t);
  const run = async (title: string, targets: Targets, work: Work) => {
    const control = new AbortController();
    stop.current = control;
    const begin: BulkState = { title, running: true, done: 0, total: targets.count, results: [] };
    setState(begin);
    try {
      await runAll({
        rows: rowsOf(targets, control.signal), write: (rows) => writeMany(type.path, work.action, rows.map(work.item)), signal: control.signal, problemOf,
        titleOf: (row) => recordTitle(type, row), onProgress: (progress) => setState({ ...begin, ...progress, total: targets.count }),
      });
      setState((now) => now && { ...now, running: false, stopped: control.signal.aborted });
    } catch (error) {
      setState((now) => now && { ...now, running: false, stopped: control.signal.aborted, failed: control.signal.aborted ? undefined : problemOf(error) });
    }
    touched(type.path);
  };
  return { state, run, cancel: () => stop.current?.abort(), close: () => setState(undefined) };
}
