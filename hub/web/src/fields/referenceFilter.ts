import type { TypeMeta } from "@common/meta";
import { comparison } from "../filter/filter";

/// Where the wanted type must belong to something the record already names (a site to the customer), only that one's are offered.
export function filterByRecord(type: TypeMeta, record: Record<string, unknown>): string | undefined {
  const parts = type.fields
    .filter((field) => field.kind === "reference" && field.required && !field.list && typeof record[field.name] === "string")
    .map((field) => comparison(field.name, "=", record[field.name] as string));
  return parts.length > 0 ? parts.join(" AND ") : undefined;
}
