import { expect, test } from "vitest";
import { safeTarget } from "./SignInPage";

test.each([
  ["/dispatch?day=2026-11-20", "/dispatch?day=2026-11-20"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  [null, "/"],
])("after sign-in %s leads to %s", (to, target) => {
  expect(safeTarget(to)).toBe(target);
});
