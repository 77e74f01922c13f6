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

export interface TwoWays {
  value: string;
  /// Days: as the proposal reads it, and as it might be meant.
  read: string;
  other: string;
}

/// One of the first cells that is another day with the month before the day, where none of them settles which comes first.
export function twoWaysOf(cells: string[], transform: string): TwoWays | undefined {
  const order = /\bdates=(dmy|mdy)\b/.exec(transform)?.[1];
  const parts = cells.filter(Boolean).map((cell) => /^\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(cell));
  if (!order || parts.some((one) => !one || Number(one[1]) > 12 || Number(one[3]) > 12)) return undefined;
  const found = parts.find((one) => Number(one![1]) !== Number(one![3]));
  if (!found) return undefined;
  const year = found[4]!.length === 4 ? found[4]! : String(Number(found[4]) + (Number(found[4]) < 70 ? 2000 : 1900));
  const day = (month: string, of: string) => `${year}-${month.padStart(2, "0")}-${of.padStart(2, "0")}`;
  const [first, second] = [found[1]!, found[3]!];
  const ways = [day(second, first), day(first, second)] as const;
  const [read, other] = order === "dmy" ? ways : [ways[1], ways[0]];
  return { value: found[0]!.trim(), read: read!, other: other! };
}
