import type { Money } from "../agent/types";
import { plainDay, readDecimal } from "../format";

const locale = (language: string): string => (language === "de" ? "de-CH" : "en-GB");

/// How many decimals the agent writes in this currency.
export const placesOf = (amount: string | undefined): number => amount?.split(".")[1]?.length ?? 0;

/// "CHF 1’234.50"; the places are those that the agent sent.
export function moneyText(money: Money | null | undefined, language: string): string {
  if (!money) return "";
  const places = placesOf(money.amount);
  const number = new Intl.NumberFormat(locale(language), { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${money.currency} ${number.format(Number(money.amount))}`;
}

/// An amount as people type it, "1'234.50" or "80,50", as the plain decimal that the agent takes; null for anything else. Three digits behind a comma
/// or point may mean thousands or decimals: that is null too, but for a point in a currency that has so many places.
export function readAmount(typed: string, places = 2): string | null {
  const text = typed.trim();
  const decimals = text.match(/[.,](\d*)$/)?.[1]?.length ?? 0;
  if (decimals > 2 && !(decimals === places && text.includes("."))) return null;
  const grouped = /^-?\d{1,3}(['’\s]\d{3})+([.,]\d*)?$/.test(text);
  return readDecimal(grouped ? text.replace(/['’\s]/g, "") : text);
}

/// As readAmount, for money that changes hands: null for nothing and for less than nothing.
export function readPaid(typed: string, places = 2): string | null {
  const plain = readAmount(typed, places);
  return plain !== null && Number(plain) > 0 ? plain : null;
}

const units = (plain: string, places: number): number => Math.round(Number(plain) * 10 ** places);

/// A plain decimal with the currency's places, as the agent writes it.
export const withPlaces = (plain: string, places: number): string => (units(plain, places) / 10 ** places).toFixed(places);

/// What goes back of the money given; null while that cannot be told, negative when it is not enough.
export function changeBack(given: string, amount: string, places = 2): string | null {
  const [paid, due] = [readAmount(given, places), readAmount(amount, places)];
  return paid === null || due === null ? null : ((units(paid, places) - units(due, places)) / 10 ** places).toFixed(places);
}

/// What was paid of a total of which this much is open.
export function paidOf(total: Money, open: Money): Money {
  const places = placesOf(total.amount);
  return { amount: ((units(total.amount, places) - units(open.amount, places)) / 10 ** places).toFixed(places), currency: total.currency };
}

/// Today at the branch and so many days on, as a plain day.
export function dayIn(days: number, now = new Date()): string {
  return new Date(Date.parse(`${plainDay(now)}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
