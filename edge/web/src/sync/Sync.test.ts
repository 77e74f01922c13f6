import { describe, expect, it } from "vitest";
import type { Operation } from "../agent/types";
import { ordered } from "./Sync";

describe("ordered", () => {
  it("puts refusals first, then conflicts, then the newest", () => {
    const make = (sequence: number, state: Operation["state"]): Operation =>
      ({ sequence, state, at: "", command: "", text: "", reason: null });
    const list = [make(1, "applied"), make(2, "refused"), make(3, "waiting"), make(4, "conflict"), make(5, "waiting")];
    expect(ordered(list).map((one) => one.sequence)).toEqual([2, 4, 5, 3, 1]);
  });
});
