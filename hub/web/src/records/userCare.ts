import type { RecordData } from "@common/meta";

export type Step = "activate" | "approve" | "no_role";

/// What a person still needs before he can work: an active login, and a role in force (a requested one is none yet).
export function lacking(user: Pick<RecordData, "state">, assignments: RecordData[]): { steps: Step[]; waiting?: RecordData } {
  if (user.state !== "invited" && user.state !== "active") return { steps: [] };
  const steps: Step[] = user.state === "invited" ? ["activate"] : [];
  if (assignments.some(({ state }) => state === "active" || state === "reviewed")) return { steps };
  const waiting = assignments.find(({ state }) => state === "requested");
  return { steps: [...steps, waiting ? "approve" : "no_role"], waiting };
}
