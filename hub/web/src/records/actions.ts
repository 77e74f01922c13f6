import type { FlowAction, RecordData, TypeMeta } from "@common/meta";
import type { Money } from "@common/values";
import { comparison } from "../filter/filter";

/// Moves of the flow that this record's state allows and this user may make.
/// What brings the work forward comes first, so that holding back never is the main button.
export function openActions(type: TypeMeta, record: RecordData): FlowAction[] {
  const outsideFlow = (action: FlowAction) => action.from.length === 0 && !byVan.has(action.name) && (corrects.has(action.name) || !isFrozen(type, record));
  const open = (type.flow?.actions ?? []).filter(
    (action) => action.may && (outsideFlow(action) || action.from.includes(record.state ?? "")) && !isDone(type, action, record),
  );
  const rank = (action: FlowAction) => (isSetback(action.name) ? 2 : action.from.length === 0 && byItself.has(action.name) ? 1 : 0);
  return open.sort((one, other) => rank(one) - rank(other));
}

/// Outside a flow these happen by themselves; by hand they only make up for it.
const byItself = new Set(["post", "bill"]);

/// What is done in the van, and reported by it; in the office nobody presses it.
const byVan = new Set(["received", "eta", "answer", "accept", "decline", "on-my-way", "turn-back", "arrive", "start", "pause", "resume", "no-access", "complete", "change-pin"]);

const hasField = (type: TypeMeta, name: string) => type.fields.some((field) => field.name === name);
const isAmount = (value: unknown) => Number((value as Money | undefined)?.amount ?? 0) !== 0;

/// A visit that somebody has set out for, or that is over, has its time.
const begun = new Set(["on_my_way", "on_site", "paused", "done", "cancelled", "broken_off"]);

/// What the record itself shows to be done, whatever its state would allow: it is posted once, nothing is left of the money, the
/// invoice is credited already or is a credit, the settlement takes back another.
const done: Record<string, (type: TypeMeta, record: RecordData) => boolean> = {
  post: (_, record) => Boolean(record.entry),
  settle: (type, record) => hasField(type, "unsettled") && !isAmount(record.unsettled),
  credit: (type, record) => hasField(type, "credited") && (Boolean(record.credited) || record.kind === "credit"),
  reverse: (type, record) => type.kind === "append_only" && Boolean(record.reverses),
  move: (type, record) => type.path === "scheduled-events" && begun.has(record.state ?? ""),
};
const isDone = (type: TypeMeta, action: FlowAction, record: RecordData) => done[action.name]?.(type, record) ?? false;

/// What sets right a record that can no longer be changed.
const corrects = new Set(["credit", "reverse", "revise", "settle", "post", "bill"]);

/// What there must be for a move to do anything: where there is none, it is offered and not urged.
const worksOn: Record<string, (record: RecordData) => { path: string; filter: string }> = {
  "redeliver-failed": ({ id }) => ({ path: "webhook-deliveries", filter: `${comparison("endpoint", "=", id)} AND ${comparison("state", "=", "dead")}` }),
};
export const workOf = (action: FlowAction | undefined, record: RecordData): { path: string; filter: string } | undefined => action && worksOn[action.name]?.(record);

const setback = /^(hold|pause|put-on-hold|reopen|reject|refuse|return|suspend|silence|turn-back|no-access|lock|disable|expire|withdraw|end-from-office)/;
export const isSetback = (name: string): boolean => setback.test(name);

const final = /^(cancel|void|leave|delete|discard|revoke|wipe|close|retire|write-off|refund|charge-back|credit|decline|erase)/;

/// Moves that are hard to take back; they ask first and are drawn in the danger colour.
export const isFinal = (name: string): boolean => final.test(name);

/// In a frozen state no field may be changed any more.
export const isFrozen = (type: TypeMeta, record: Pick<RecordData, "state">): boolean =>
  Boolean(record.state && type.flow?.frozen?.includes(record.state));

/// Frozen records and those that are only added to stay for ever.
export const mayDelete = (type: TypeMeta, record: Pick<RecordData, "state">): boolean =>
  type.may.delete && !isFrozen(type, record) && !["append_only", "stream", "projection"].includes(type.kind);

export const mayEdit = (type: TypeMeta, record: Pick<RecordData, "state">): boolean =>
  type.may.change && !isFrozen(type, record) && !["append_only", "stream", "projection"].includes(type.kind);
