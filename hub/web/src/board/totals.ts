import { formatMoney } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import type { Money } from "@common/values";

const sumsMax = 2;

/// What the rows' amounts come to, per currency, for the sums that the type's list shows.
export function totalsOf(type: TypeMeta, rows: RecordData[]): { label: string; text: string }[] {
  const fields = type.fields.filter((field) => field.kind === "money" && type.columns.includes(field.name)).slice(0, sumsMax);
  return fields.flatMap((field) => {
    const sums = new Map<string, bigint>();
    for (const row of rows) {
      const money = row[field.name] as Money | undefined;
      if (money?.amount) sums.set(money.currency, (sums.get(money.currency) ?? 0n) + hundredths(money.amount));
    }
    const text = [...sums].map(([currency, sum]) => formatMoney({ amount: decimal(sum), currency })).join(" + ");
    return text ? [{ label: field.label, text }] : [];
  });
}

/// Exact: sums of floating figures would drift.
function hundredths(amount: string): bigint {
  const [whole = "0", part = ""] = amount.replace("-", "").split(".");
  const value = BigInt(whole) * 100n + BigInt(part.padEnd(2, "0").slice(0, 2));
  return amount.startsWith("-") ? -value : value;
}

function decimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
