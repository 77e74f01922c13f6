import type { FieldMeta, TypeMeta } from "@common/meta";
import type { Target } from "../data/transfer";

/// Lines beyond the first may be filled too: "channels.1.value" offers the next two.
const linesOffered = 3;

const labelOf = (fields: FieldMeta[] | undefined, name: string): string | undefined => fields?.find((field) => field.name === name)?.label;

/// "Channels 2: Value", "Address: City" in the reader's language where the catalogue has it.
export function targetLabel(type: TypeMeta, path: string, partLabel: (part: string) => string): string {
  if (path === "id") return partLabel("record_id");
  const names = path.split(".");
  const root = type.fields.find((field) => field.name === names[0]);
  const base = root?.label ?? partLabel(names[0] ?? path);
  if (names.length === 1) return base;
  const place = Number(names[1]);
  if (Number.isNaN(place)) return `${base}: ${partLabel(names.slice(1).join("."))}`;
  const line = labelOf(root?.lines, names[2] ?? "") ?? partLabel(names[2] ?? "");
  const rest = names.slice(3).map(partLabel).join(" ");
  return `${base} ${place}: ${rest || line}`;
}

/// What a column may be set to, with further lines; what a proposal holds is always among them.
export function choicesOf(type: TypeMeta, targets: Target[], held: string[], partLabel: (part: string) => string): { value: string; label: string }[] {
  const paths = targets.flatMap(({ path }) =>
    path.includes(".1.") ? Array.from({ length: linesOffered }, (_, i) => path.replace(".1.", `.${i + 1}.`)) : [path]);
  const all = [...new Set([...paths, ...held.filter(Boolean)])];
  return all.map((value) => ({ value, label: targetLabel(type, value, partLabel) }));
}

/// Columns that fill the same field; the hub would refuse them.
export function doubled(fields: string[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const field of fields.filter(Boolean)) (seen.has(field) ? twice : seen).add(field);
  return twice;
}
