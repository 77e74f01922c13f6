import { ProblemError } from "@common/api";
import { send } from "../agent/client";
import { makeKey } from "../drafts/useDraft";
import type { UsedPart } from "../agent/types";
import { readDecimal } from "../format";

export interface Booking {
  code: string;
  quantity: string;
  reason?: string;
  key: string;
}

export const makeBooking = (code: string, quantity = "1"): Booking => ({
  code: code.trim(),
  quantity: readDecimal(quantity) ?? "1",
  key: makeKey(),
});

export type Outcome = "unknown_code" | "needs_reason" | "refused";

/// What a refused booking asks for next.
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof ProblemError)) return "refused";
  if (error.status === 404) return "unknown_code";
  return error.problem.needs_reason === true ? "needs_reason" : "refused";
}

export const book = (visit: string, { key, ...input }: Booking): Promise<Partial<UsedPart> | undefined> =>
  send(`/api/visits/${visit}/parts`, input, key);
