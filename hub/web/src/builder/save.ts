import { post, ProblemError, type FieldProblem } from "@common/api";
import type { RecordData } from "@common/meta";
import { postOnce } from "../data/once";
import { actOn, createRecord, patchRecord } from "../data/records";
import type { Problem } from "./check";
import { ownName, type Draft, type DraftField } from "./draft";
import type { Plan } from "./plan";

interface Item {
  status: number;
  id?: string;
  version?: number;
  detail?: string;
  errors?: FieldProblem[];
}

export interface Saved {
  draft: Draft;
  problems: Problem[];
}

/// Writes the plan: the type, then its fields, and puts a new type into use when every field is in. What is refused stands
/// at its place, what was taken stays taken, so that saving again goes on from there.
export async function write(draft: Draft, plan: Plan): Promise<Saved> {
  const type = await writeType(draft, plan);
  if (type.problems.length > 0) return type;
  const now = type.draft;
  const made = await inBulk("create", plan.create.map(({ field, body }) => ({ field, body: { ...body, of_type: now.of } })));
  const changed = await inBulk("change", plan.change.map(({ field, body }) => ({ field, body: { id: field.id, version: field.version, ...body } })));
  const gone = await inBulk("retire", plan.retire.map((field) => ({ field, body: { id: field.id } })));
  const back = await inBulk("activate", plan.activate.map((field) => ({ field, body: { id: field.id } })));
  const all = [...made, ...changed, ...gone, ...back];
  const problems = all.flatMap(({ field, item }) => problemsIn(field.client, item));
  const fields = now.fields.map((field) => withResult(field, all.filter((one) => one.field.client === field.client).map((one) => one.item)));
  if (problems.length === 0 && plan.puts) return { draft: { ...now, fields }, problems: await activate(now) };
  return { draft: { ...now, fields }, problems };
}

async function writeType(draft: Draft, plan: Plan): Promise<Saved> {
  if (!plan.type || !draft.type) return { draft, problems: [] };
  try {
    const { id, version, body } = plan.type;
    const record = id ? await patchRecord("custom-types", id, version!, body) : await createRecord("custom-types", body);
    return { draft: { ...draft, of: ownName(draft.type.key), type: { ...draft.type, id: record.id, version: record.version, state: String(record.state) } }, problems: [] };
  } catch (error) {
    return { draft, problems: problemsIn("type", refusalOf(error)) };
  }
}

async function activate({ type }: Draft): Promise<Problem[]> {
  try {
    await actOn("custom-types", type!.id!, "activate", {});
    return [];
  } catch (error) {
    return problemsIn("type", refusalOf(error));
  }
}

async function inBulk(action: string, items: { field: DraftField; body: Record<string, unknown> }[]): Promise<{ field: DraftField; item: Item }[]> {
  if (items.length === 0) return [];
  const { results } = await send(action, items.map((one) => one.body));
  return items.map(({ field }, index) => ({ field, item: results[index] ?? { status: 500 } }));
}

/// A repetition of the same creation is one; changes carry their version.
const send = (action: string, items: unknown[]) =>
  (action === "create" ? postOnce : post)<{ results: Item[] }>("/api/custom-fields/bulk/", { action, items });

function withResult(field: DraftField, items: Item[]): DraftField {
  return items.filter((one) => one.status < 300).reduce((now, { id, version }) => ({ ...now, id: now.id ?? id, version: version ?? now.version }), field);
}

/// A refusal of one field; anything else (no network, a stumbling hub) is not for a place on this page.
function refusalOf(error: unknown): Item {
  if (!(error instanceof ProblemError) || error.unreachable || error.status >= 500) throw error;
  return { status: error.status, detail: error.message, errors: error.errors };
}

function problemsIn(place: string, item: Item): Problem[] {
  if (item.status < 300) return [];
  if (item.status === 412) return [{ place, field: "", said: "stale" }];
  if (!item.errors?.length) return [{ place, field: "", text: item.detail ?? "" }];
  return item.errors.map(({ field, text }) => ({ place, field, text }));
}

export const heldBy = (records: RecordData[]): ReadonlyMap<string, RecordData> => new Map(records.map((one) => [one.id, one]));

/// What the hub holds after a save that was refused in part.
export function afterPart(held: ReadonlyMap<string, RecordData>, plan: Plan, { draft, problems }: Saved): ReadonlyMap<string, RecordData> {
  const next = new Map(held);
  const put = (id: string | undefined, version: number | undefined, patch: Record<string, unknown>) => {
    if (id) next.set(id, { ...next.get(id), ...patch, id, version: version ?? 1 });
  };
  const isRefused = (place: string) => problems.some((one) => one.place === place);
  if (plan.type && draft.type?.id) put(draft.type.id, draft.type.version, isRefused("type") ? {} : plan.type.body);
  const note = ({ client }: DraftField, patch: Record<string, unknown>) => {
    const now = draft.fields.find((one) => one.client === client);
    if (!isRefused(client)) put(now?.id, now?.version, patch);
  };
  for (const { field, body } of [...plan.create, ...plan.change]) note(field, body);
  for (const field of plan.retire) note(field, { state: "retired" });
  for (const field of plan.activate) note(field, { state: "active" });
  return next;
}
