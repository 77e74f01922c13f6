import { describe, expect, it } from "vitest";
import { applyLive, onButton } from "./live";
import type { ButtonPress } from "./types";

describe("the van's own button", () => {
  it("is told to the page until the page no longer listens", () => {
    const told: ButtonPress[] = [];
    const end = onButton((press) => told.push(press));
    applyLive({ type: "button", result: "on_my_way", visit: "v1" });
    applyLive({ type: "button", result: "refused", text: "the visit is over" });
    end();
    applyLive({ type: "button", result: "already", visit: "v1" });
    expect(told.map(({ result }) => result)).toEqual(["on_my_way", "refused"]);
    expect(told[1]!.text).toBe("the visit is over");
  });
});
