import type { TFunction } from "i18next";
import { formatDecimal, formatInstant } from "@common/format";
import type { Catalogue } from "../data/meta";

/// Somebody whom the hub has stopped.
export interface Stopped {
  user: string;
  login: string;
  why: string;
  since: string;
  until: string;
  records: number;
  /// Of which types how many, the most first.
  read: { type: string; records: number }[];
  /// From which a sign-in was refused, the last first.
  addresses: string[];
}

export const hasReadTooMuch = ({ why }: Pick<Stopped, "why">): boolean => why === "odd_use";

/// What was odd, in a word. A reason that this app does not know yet stands there as the hub calls it.
export const whyText = ({ why }: Pick<Stopped, "why">, t: TFunction): string => t([`access.why.${why}`, why.replaceAll("_", " ")]);

/// What he did: how many records of which kinds, or from where the sign-in came.
export function deedText(one: Stopped, catalogue: Catalogue | undefined, t: TFunction): string {
  if (!hasReadTooMuch(one)) return one.addresses.length > 0 ? t("access.from", { addresses: one.addresses.join(", ") }) : t("access.from_unknown");
  const sum = t("access.records", { count: one.records, number: formatDecimal(one.records) });
  const kinds = one.read.map(({ type, records }) => `${catalogue?.named(type)?.plural ?? type} ${formatDecimal(records)}`);
  return kinds.length > 0 ? `${sum}: ${kinds.join(", ")}` : sum;
}

/// When it ends by itself. An odd sign-in is refused as long as it is odd.
export const endText = (one: Stopped, t: TFunction): string =>
  hasReadTooMuch(one) ? t("access.until", { at: formatInstant(one.until) }) : t("access.until_password");

/// The log that shows what he did, from the day on which he was stopped.
export const logHref = (one: Stopped, day: string): string => `/audit?${new URLSearchParams({ log: hasReadTooMuch(one) ? "reads" : "sign-ins", user: one.user, from: day })}`;
