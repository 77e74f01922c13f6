import type { FlowAction, RecordData, TypeMeta } from "@common/meta";

/// Moves of the flow that this record's state allows and this user may make.
/// What brings the work forward comes first, so that holding back never is the main button.
export function openActions(type: TypeMeta, record: Pick<RecordData, "state">): FlowAction[] {
  const open = (type.flow?.actions ?? []).filter(
    (action) => action.may && !byMachine.has(action.name) && (action.from.length === 0 || action.from.includes(record.state ?? "")),
  );
  return [...open.filter((action) => !isSetback(action.name)), ...open.filter((action) => isSetback(action.name))];
}

/// What a van's program reports; nobody presses it.
const byMachine = new Set(["received", "eta", "answer"]);

const setback = /^(hold|pause|put-on-hold|reopen|reject|refuse|return|suspend|silence|turn-back|no-access|lock|expire)/;
const isSetback = (name: string): boolean => setback.test(name);

/// Moves that all rows allow and that need no input.
export function bulkActions(type: TypeMeta, rows: RecordData[]): FlowAction[] {
  const [first, ...rest] = rows;
  if (!first) return [];
  return openActions(type, first).filter(
    (action) => !action.input?.some((field) => field.required) && rest.every((row) => action.from.includes(row.state ?? "")),
  );
}

const final = /^(cancel|void|delete|discard|revoke|wipe|close|retire|write-off|credit|decline|erase)/;

/// Moves that are hard to take back; they ask first and are drawn in the danger colour.
export const isFinal = (name: string): boolean => final.test(name);

/// In a frozen state no field may be changed any more.
export const isFrozen = (type: TypeMeta, record: Pick<RecordData, "state">): boolean =>
  Boolean(record.state && type.flow?.frozen?.includes(record.state));

export const mayEdit = (type: TypeMeta, record: Pick<RecordData, "state">): boolean =>
  type.may.change && !isFrozen(type, record) && !["append_only", "stream", "projection"].includes(type.kind);
