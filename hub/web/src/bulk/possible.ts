import type { FlowAction, RecordData, TypeMeta } from "@common/meta";
import { isFinal, openActions } from "../records/actions";

/// Moves that some of the rows allow, those of most first and what is hard to take back last; of everything, all moves, because
/// most of it is not loaded. Which record does not allow it is told afterwards.
export function possibleActions(type: TypeMeta, rows: RecordData[], everything: boolean): FlowAction[] {
  const counts = new Map<FlowAction, number>();
  for (const row of rows) for (const action of openActions(type, row)) counts.set(action, (counts.get(action) ?? 0) + 1);
  if (everything) for (const action of type.flow?.actions ?? []) if (action.may && action.from.length > 0 && !counts.has(action)) counts.set(action, 0);
  const rank = ([action, count]: [FlowAction, number]) => (isFinal(action.name) ? 1_000_000 : 0) - count;
  return [...counts].sort((a, b) => rank(a) - rank(b)).map(([action]) => action);
}
