import { expect, test } from "vitest";
import { summed } from "./useBulk";

test("reasons stand apart, each once", () => {
  expect(summed(["referred to by: Contact", "referred to by: Work order", "referred to by: Work order"])).toBe("referred to by: Contact; referred to by: Work order (2 ×)");
  expect(summed(["stale"])).toBe("stale");
});
