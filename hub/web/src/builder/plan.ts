import type { RecordData } from "@common/meta";
import { same } from "../records/patch";
import { fieldBody, typeBody, type Draft, type DraftField } from "./draft";

/// The writes of one save. Fields that are new, that differ, that go out of use and that come back.
export interface Plan {
  type?: { id?: string; version?: number; body: Record<string, unknown> };
  create: { field: DraftField; body: Record<string, unknown> }[];
  change: { field: DraftField; body: Record<string, unknown> }[];
  retire: DraftField[];
  activate: DraftField[];
  /// The type is not in use yet.
  puts: boolean;
}

/// `held`: what the hub holds, by id.
export function planOf(draft: Draft, held: ReadonlyMap<string, RecordData>): Plan {
  const plan: Plan = { create: [], change: [], retire: [], activate: [], puts: draft.type !== undefined && draft.type.state !== "active" };
  if (draft.type) plan.type = typeWrite(draft, held);
  let order = 0;
  for (const field of draft.fields) {
    const before = field.id === undefined ? undefined : held.get(field.id);
    if (!field.retired) ++order;
    if (!before) {
      if (!field.retired) plan.create.push({ field, body: withoutEmpty(fieldBody(field, draft.of, order)) });
      continue;
    }
    const wasRetired = before.state === "retired";
    if (field.retired && !wasRetired) plan.retire.push(field);
    if (!field.retired && wasRetired) plan.activate.push(field);
    const body = field.retired ? {} : differing(fieldBody(field, draft.of, order, before), before);
    if (Object.keys(body).length > 0) plan.change.push({ field, body });
  }
  return plan;
}

function typeWrite({ type }: Draft, held: ReadonlyMap<string, RecordData>): Plan["type"] {
  const before = type!.id === undefined ? undefined : held.get(type!.id);
  const body = typeBody(type!, before);
  if (!before) return { body: withoutEmpty(body) };
  const changed = differing(body, before);
  return Object.keys(changed).length > 0 ? { id: type!.id, version: type!.version, body: changed } : undefined;
}

export const isNothing = (plan: Plan): boolean => !plan.type && plan.create.length + plan.change.length + plan.retire.length + plan.activate.length === 0;

const isUnset = (value: unknown): boolean => value === null || value === undefined || value === false || value === "" || (Array.isArray(value) && value.length === 0);

const withoutEmpty = (body: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(body).filter(([, value]) => !isUnset(value)));

/// Lines that say the same count as the same, whether they have got their id yet or not; so do numbers written otherwise.
function differing(body: Record<string, unknown>, before: RecordData): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !equal(name, value, before[name])));
}

function equal(name: string, is: unknown, was: unknown): boolean {
  if (isUnset(is) && isUnset(was)) return true;
  if (name === "minimum" || name === "maximum") return !isUnset(is) && !isUnset(was) && Number(is) === Number(was);
  return same(bare(is), bare(was));
}

function bare(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one: unknown) => {
    if (typeof one !== "object" || one === null) return one;
    const kept = Object.entries(one).filter(([name, part]) => name !== "line" && name !== "number" && !isUnset(part));
    return Object.fromEntries(kept.sort(([a], [b]) => a.localeCompare(b)));
  });
}
