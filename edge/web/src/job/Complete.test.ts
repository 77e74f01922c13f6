import { describe, expect, it } from "vitest";
import { completion } from "./Complete";

describe("completion", () => {
  const value = { resolution: " Filter changed ", partDone: false, returnVisit: true, reason: "Pump ordered" };

  it("says only what was done when all is done", () => {
    expect(completion(value)).toEqual({ resolution: "Filter changed" });
  });

  it("asks for a return visit only where part is done and one is wanted", () => {
    expect(completion({ ...value, partDone: true })).toEqual({
      resolution: "Filter changed", part_done: true, return_visit: { reason: "Pump ordered" },
    });
    expect(completion({ ...value, partDone: true, returnVisit: false })).toEqual({ resolution: "Filter changed", part_done: true });
  });
});
