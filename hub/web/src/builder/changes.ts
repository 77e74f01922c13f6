import { emptyField, type Draft, type DraftField, type DraftType } from "./draft";
import { freeKey } from "./keys";

/// What one does to a draft; each gives a new one.
export function addField(draft: Draft, kind: string, at: number): { draft: Draft; field: DraftField } {
  const field = emptyField(kind);
  const fields = [...draft.fields.slice(0, at), field, ...draft.fields.slice(at)];
  return { draft: { ...draft, fields }, field };
}

/// To another place; beyond the ends it stays.
export function moveField(draft: Draft, client: string, to: number): Draft {
  const field = draft.fields.find((one) => one.client === client);
  if (!field || to < 0 || to >= draft.fields.length) return draft;
  const rest = draft.fields.filter((one) => one !== field);
  return { ...draft, fields: [...rest.slice(0, to), field, ...rest.slice(to)] };
}

/// A field that was saved goes to the end, keeps its values and can be brought back; one that was not is gone.
export function removeField(draft: Draft, client: string): Draft {
  const rest = draft.fields.filter((one) => one.client !== client);
  const kept = draft.fields.filter((one) => one.client === client && one.id).map((one) => ({ ...one, retired: true }));
  return { ...draft, fields: [...rest, ...kept] };
}

/// Into the place of the last field in use.
export function bringBack(draft: Draft, client: string): Draft {
  const field = draft.fields.find((one) => one.client === client);
  if (!field) return draft;
  const rest = draft.fields.filter((one) => one !== field);
  const at = rest.findLastIndex((one) => !one.retired) + 1;
  return { ...draft, fields: [...rest.slice(0, at), { ...field, retired: false }, ...rest.slice(at)] };
}

/// `taken`: names that the delivered fields have. A key that nobody typed follows the label.
export function setField(draft: Draft, client: string, patch: Partial<DraftField>, taken: string[] = []): Draft {
  const others = [...taken, ...draft.fields.filter((one) => one.client !== client).map((one) => one.key)];
  const before = draft.fields.find((one) => one.client === client);
  if (!before) return draft;
  const after = followed({ ...before, ...patch }, others);
  const columns = draft.type?.columns.map((key) => (key === before.key ? after.key : key));
  return { ...draft, fields: draft.fields.map((one) => (one === before ? after : one)), ...(columns && { type: { ...draft.type!, columns } }) };
}

/// The list begins with these columns; the first five until somebody chooses.
export function columnsOf(draft: Draft): string[] {
  const keys = draft.fields.filter((one) => !one.retired).map((one) => one.key);
  const chosen = draft.type?.columns.filter((key) => keys.includes(key)) ?? [];
  return chosen.length > 0 ? chosen : keys.slice(0, 5);
}

export function setColumn(draft: Draft, key: string, shown: boolean): Draft {
  if (!draft.type) return draft;
  const wanted = columnsOf(draft).filter((one) => one !== key);
  const all = shown ? [...wanted, key] : wanted;
  return { ...draft, type: { ...draft.type, columns: draft.fields.map((one) => one.key).filter((one) => all.includes(one)) } };
}

function followed(field: DraftField, others: string[]): DraftField {
  return field.keyTyped ? field : { ...field, key: freeKey(field.label.en || field.label.de, others) };
}

export function setType(draft: Draft, patch: Partial<DraftType>, taken: string[] = []): Draft {
  if (!draft.type) return draft;
  const type = { ...draft.type, ...patch };
  if (!type.keyTyped) type.key = freeKey(type.label.en || type.label.de, taken, 40);
  return { ...draft, type, of: `own.${type.key}` };
}

/// Choices, states and moves whose key was never saved take it from their label.
export function relabelled<T extends { key: string; label: string }>(all: T[], index: number, label: string, fixed: boolean): T[] {
  const others = all.filter((_, at) => at !== index).map((one) => one.key);
  return all.map((one, at) => (at === index ? { ...one, label, key: fixed ? one.key : freeKey(label, others, 40) } : one));
}
