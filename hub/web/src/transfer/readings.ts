import type { FieldMeta } from "@common/meta";

const dates = ["dates=dmy", "dates=mdy", "dates=ymd"];
const decimals = ["decimal=comma", "decimal=point"];

/// The ways of reading a column's cells that have a name, by what its field holds; anything else is written out.
export function readingsFor(fields: FieldMeta[], target: string): string[] {
  const field = fields.find((one) => one.name === target.split(/[.[]/)[0]);
  switch (field?.kind) {
    case "date":
    case "instant": return dates;
    case "integer":
    case "decimal":
    case "number":
    case "money":
    case "quantity": return decimals;
    // Of lines and addresses the part decides, which only the hub knows.
    case "lines":
    case "position": return [...dates, ...decimals];
    default: return [];
  }
}
