import { formatDecimal, formatMoney } from "@common/format";
import type { Amount, TrialRow } from "../data/pages";

const textOf = (amount: Amount): string => (typeof amount === "object" ? amount.amount : String(amount));

export const isZero = (amount: Amount): boolean => /^-?0*(\.0*)?$/.test(textOf(amount));

/// Zero has no currency, so that the eye finds the figures.
export function amountText(amount: Amount): string {
  if (isZero(amount)) return "0.00";
  return typeof amount === "object" ? formatMoney(amount) : formatDecimal(amount, 2);
}

/// Rows by class of account, classes in the order of their first code.
export function byClass(rows: TrialRow[]): [string, TrialRow[]][] {
  const groups = new Map<string, TrialRow[]>();
  for (const row of [...rows].sort((a, b) => a.code.localeCompare(b.code, "en", { numeric: true }))) {
    groups.set(row.class, [...(groups.get(row.class) ?? []), row]);
  }
  return [...groups];
}
