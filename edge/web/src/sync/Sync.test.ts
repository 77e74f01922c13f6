import { describe, expect, it } from "vitest";
import type { Operation } from "../agent/types";
import { decisionText, ordered } from "./Sync";

describe("ordered", () => {
  it("puts refusals first, then conflicts, then the newest", () => {
    const make = (sequence: number, state: Operation["state"]): Operation =>
      ({ sequence, state, at: "", command: "", text: "", reason: null });
    const list = [make(1, "applied"), make(2, "refused"), make(3, "waiting"), make(4, "conflict"), make(5, "waiting")];
    expect(ordered(list).map((one) => one.sequence)).toEqual([2, 4, 5, 3, 1]);
  });
});

// features: SYNC-04 X-33
describe("decisionText", () => {
  const say = ((key: string) => key) as Parameters<typeof decisionText>[1];
  const none = { choice: null, billing: null, decided_at: null, remark: null };
  it("says what became of what both sides changed", () => {
    expect(decisionText({ ...none, state: "open" }, say)).toBe("sync.decision.open");
    expect(decisionText({ ...none, state: "settled_by_rule" }, say)).toBe("sync.decision.rule");
    expect(decisionText({ ...none, state: "applied", choice: "theirs", remark: "by phone" }, say)).toBe("sync.decision.choice.theirs – by phone");
    expect(decisionText({ ...none, state: "applied", choice: "theirs", billing: "bill" }, say)).toBe("sync.decision.billing.bill");
  });
});
