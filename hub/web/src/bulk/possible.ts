import type { FlowAction, RecordData, TypeMeta } from "@common/meta";
import { openActions } from "../records/actions";

/// Moves that some of the rows allow; of everything, all moves, because most of it is not loaded. Who may not, is told of each.
export function possibleActions(type: TypeMeta, rows: RecordData[], everything: boolean): FlowAction[] {
  const counts = new Map<FlowAction, number>();
  for (const row of rows) for (const action of openActions(type, row)) counts.set(action, (counts.get(action) ?? 0) + 1);
  if (everything) for (const action of type.flow?.actions ?? []) if (action.may && action.from.length > 0 && !counts.has(action)) counts.set(action, 0);
  return [...counts].sort(([, a], [, b]) => b - a).map(([action]) => action);
}
