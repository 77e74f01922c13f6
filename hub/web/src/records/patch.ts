import type { FieldMeta } from "@common/meta";

type Values = Record<string, unknown>;

/// Whether two JSON values mean the same; a missing one equals null, the order of keys does not count.
export function same(first: unknown, second: unknown): boolean {
  if ((first ?? null) === (second ?? null)) return true;
  if (first === null || second === null || typeof first !== "object" || typeof second !== "object") return emptyList(first, second);
  if (Array.isArray(first) !== Array.isArray(second)) return false;
  const [a, b] = [first as Values, second as Values];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

const emptyList = (first: unknown, second: unknown): boolean =>
  [first, second].every((value) => value === null || value === undefined || (Array.isArray(value) && value.length === 0));

/// JSON Merge Patch of what was edited: changed fields with their value, cleared ones with null. Composite values
/// name their removed parts too, because a merge patch leaves out parts alone.
export function makePatch(base: Values, edited: Values, fields: FieldMeta[]): Values {
  const patch: Values = {};
  for (const { name } of fields) {
    if (same(base[name], edited[name])) continue;
    patch[name] = withRemovals(base[name], edited[name]);
  }
  return patch;
}

function withRemovals(base: unknown, edited: unknown): unknown {
  if (edited === null || edited === undefined) return null;
  if (typeof edited !== "object" || Array.isArray(edited) || typeof base !== "object" || base === null) return edited;
  const removed = Object.keys(base).filter((key) => !(key in edited));
  return { ...edited, ...Object.fromEntries(removed.map((key) => [key, null])) };
}

/// The patch that takes a saved patch back.
export const undoPatch = (base: Values, patch: Values): Values =>
  Object.fromEntries(Object.keys(patch).map((name) => [name, base[name] ?? null]));

/// What a new record sends: everything that was filled in.
export const filled = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ""));
