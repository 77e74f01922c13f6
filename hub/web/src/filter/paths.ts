import type { FieldMeta, TypeMeta } from "@common/meta";
import type { Catalogue } from "../data/meta";
import { columnLabel } from "../list/columns";
import { conditionField, filterFields } from "./filter";

/// What a condition may name of the record that a reference leads to; nothing where it leads to one that is not read here.
export function fieldsBehind(reference: FieldMeta | undefined, catalogue: Catalogue): FieldMeta[] {
  const target = reference?.kind === "reference" && !reference.list ? catalogue.named(reference.refers) : undefined;
  return target ? filterFields(target).filter((field) => !field.list) : [];
}

/// The field that a condition names, also behind a reference ("account.industry"), with the words for it.
export function fieldAt(type: TypeMeta, path: string, catalogue: Catalogue, t: (key: string) => string): FieldMeta | undefined {
  const own = conditionField(type, path);
  if (own) return { ...own, label: columnLabel(own, t) };
  const [name, part] = path.split(".");
  const reference = conditionField(type, name ?? "");
  const behind = fieldsBehind(reference, catalogue).find((field) => field.name === part);
  return reference && behind && { ...behind, label: `${reference.label} › ${columnLabel(behind, t)}` };
}
