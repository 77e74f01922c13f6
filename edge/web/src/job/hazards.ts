import type { Card } from "../agent/types";

/// The agent may send one text or several; empty ones say nothing.
export function hazardsOf(card: Pick<Card, "hazards">): string[] {
  const all = Array.isArray(card.hazards) ? card.hazards : [card.hazards ?? ""];
  return all.filter((text) => text.trim() !== "");
}
