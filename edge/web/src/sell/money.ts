import type { Money } from "../agent/types";
import { readDecimal } from "../format";

const locale = (language: string): string => (language === "de" ? "de-CH" : "en-GB");

/// "CHF 1’234.50"; the places are those that the agent sent.
export function moneyText(money: Money | null | undefined, language: string): string {
  if (!money) return "";
  const places = money.amount.split(".")[1]?.length ?? 0;
  const number = new Intl.NumberFormat(locale(language), { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${money.currency} ${number.format(Number(money.amount))}`;
}

/// An amount as people type it, "1'234.50" or "80,50", as the plain decimal that the agent takes; null for anything else.
export const readAmount = (typed: string): string | null => readDecimal(typed.replace(/['’\s]/g, ""));

const cents = (plain: string): number => Math.round(Number(plain) * 100);

/// What goes back of the money given; null while that cannot be told, negative when it is not enough.
export function changeBack(given: string, amount: string): string | null {
  const [paid, due] = [readAmount(given), readAmount(amount)];
  return paid === null || due === null ? null : ((cents(paid) - cents(due)) / 100).toFixed(2);
}

/// Today and so many days on, as a plain day.
export function dayIn(days: number, now = new Date()): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
