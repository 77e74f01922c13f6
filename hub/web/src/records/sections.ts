import type { FieldMeta, TypeMeta } from "@common/meta";
import { isWide } from "../fields/visible";

export interface Section {
  name: "main" | "places" | "times" | "money" | "texts" | "lines";
  fields: FieldMeta[];
}

const order: Section["name"][] = ["main", "places", "times", "money", "texts", "lines"];

/// A type's fields in groups that belong together, each in the type's own order. A few fields stay one group: headings would
/// be more than what stands below them.
export function sectionsOf(type: TypeMeta, fields: FieldMeta[], fewMax = 10): Section[] {
  if (fields.length <= fewMax) return [{ name: "main", fields }];
  const groups = new Map<Section["name"], FieldMeta[]>();
  for (const field of fields) {
    const name = groupOf(type, field);
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  // A group of one is no group; lines and texts have room needs of their own.
  for (const name of ["places", "times", "money"] as const) {
    const members = groups.get(name);
    if (members?.length !== 1) continue;
    groups.delete(name);
    groups.set("main", [...(groups.get("main") ?? []), ...members]);
  }
  return order.flatMap((name) => (groups.has(name) ? [{ name, fields: groups.get(name)! }] : []));
}

function groupOf(type: TypeMeta, field: FieldMeta): Section["name"] {
  if (field.kind === "lines") return "lines";
  if (["text_area", "rich_text", "json_text"].includes(field.widget ?? "") || field.kind === "json") return "texts";
  // What the list shows, or what is needed, is what the record is about.
  if (field.required || type.columns.includes(field.name)) return isWide(field) && field.kind === "address" ? "places" : "main";
  if (["address", "position"].includes(field.kind) || field.widget === "time_zone") return "places";
  if (["instant", "date", "recurrence"].includes(field.kind) || field.widget === "duration_minutes") return "times";
  return field.kind === "money" ? "money" : "main";
}
