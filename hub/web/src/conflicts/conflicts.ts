import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { get } from "@common/api";
import type { FieldMeta } from "@common/meta";
import { unlessForbidden } from "../data/client";
import { actOn, useTouched } from "../data/records";

export type Part = "open" | "settled" | "decided";
export type Choice = "mine" | "theirs" | "base" | "other";
export type Billing = "bill" | "do_not_bill" | "travel_only";

export interface Conflict {
  id: string;
  version: number;
  state: string;
  kind: string;
  device: string;
  noted_at: string | null;
  at: string | null;
  technician: string;
  did: string;
  field: string;
  by_rule: string;
  choice: Choice | "";
  chosen: unknown;
  billed: Billing | "";
  remark: string;
  decided_by: string;
  decided_at: string | null;
  about: { type: string; id: string };
  /// The reader may not see what it is about.
  withheld: boolean;
  reason: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
  now: unknown;
  billing: { work_order: string; work_order_state: string; state: string; undecided: boolean } | null;
}

export interface ConflictPage {
  items: Conflict[];
  next_page_token: string;
  counts: Record<Part, number>;
  titles: Record<string, string>;
}

export const useConflicts = (asked: { state: Part; kind: string; device: string }) =>
  useInfiniteQuery({
    queryKey: ["conflicts", asked],
    queryFn: ({ pageParam, signal }) =>
      get<ConflictPage>("/api/conflicts/", { state: asked.state, ...(asked.kind && { kind: asked.kind }), ...(asked.device && { device: asked.device }), ...(pageParam && { page_token: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_page_token || undefined,
    refetchInterval: unlessForbidden(60_000),
  });

export interface Decision {
  choice: Choice;
  /// JSON text, where the choice is other.
  chosen?: string;
  billing?: Billing;
  remark?: string;
}

export function useDecide(conflict: Conflict) {
  const client = useQueryClient();
  const touched = useTouched();
  return useMutation({
    mutationFn: (decision: Decision) => actOn("sync-conflicts", conflict.id, "decide", decision),
    onSettled: () => {
      void touched("sync-conflicts", conflict.id);
      return client.invalidateQueries({ queryKey: ["conflicts"] });
    },
  });
}

/// Whether it is about the value of a field, of which either side's can be taken.
export const isAboutValue = (conflict: Conflict): boolean => conflict.kind === "field";

export const isUndecided = (conflict: Conflict): boolean => ["open", "reopened", "settled_by_rule"].includes(conflict.state);

/// The job's bill waits for this: one click decides it, and with it all else that the work was flagged with.
export const asksForBill = (conflict: Conflict): boolean => conflict.kind === "status" && Boolean(conflict.billing?.undecided) && isUndecided(conflict);

/// Why it ended as it did, in words.
export function decidedText(conflict: Conflict, titles: Record<string, string>, t: TFunction): string {
  if (conflict.state === "settled_by_rule") return t("conflicts.by_rule", { rule: conflict.by_rule });
  const who = titles[conflict.decided_by] ?? t("conflicts.somebody");
  const choice = conflict.billed ? t(`conflicts.billed.${conflict.billed}`) : t(isAboutValue(conflict) ? `conflicts.chose.${conflict.choice}` : "conflicts.chose.left");
  return t("conflicts.decided_by", { who, choice });
}

/// What the company calls the field; a field that is gone keeps its name.
export const fieldOf = (fields: FieldMeta[] | undefined, name: string): FieldMeta =>
  fields?.find((field) => field.name === name) ?? { name, label: name.replaceAll("_", " "), kind: "text" };
