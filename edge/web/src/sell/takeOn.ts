import type { Customer } from "../agent/types";

export interface TypedJob {
  site: string;
  job_type: string;
  summary: string;
  description: string;
  equipment: string[];
}

/// Where there is one choice alone it is made.
export function emptyJob(customer: Pick<Customer, "sites" | "job_types">): TypedJob {
  const only = (rows: { id: string }[]) => (rows.length === 1 ? (rows[0]?.id ?? "") : "");
  return { site: only(customer.sites), job_type: only(customer.job_types), summary: "", description: "", equipment: [] };
}

export const missingOf = (typed: TypedJob): string[] =>
  (["site", "job_type", "summary"] as const).filter((name) => !typed[name].trim());

/// What goes to the agent; what is empty stays away.
export function jobInput(typed: TypedJob): object {
  return {
    site: typed.site,
    job_type: typed.job_type,
    summary: typed.summary.trim(),
    description: typed.description.trim() || undefined,
    equipment: typed.equipment.length > 0 ? typed.equipment : undefined,
  };
}
