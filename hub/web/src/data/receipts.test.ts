import { expect, test } from "vitest";
import { ProblemError } from "@common/api";
import { allowed } from "./receipts";

const refused = (status: number) => Promise.reject(new ProblemError(status, {}));

test("a refusal is an answer, a fault is not", async () => {
  expect(await allowed(Promise.resolve({}))).toBe(true);
  expect(await allowed(refused(403))).toBe(false);
  await expect(allowed(refused(500))).rejects.toThrow();
  await expect(allowed(refused(0))).rejects.toThrow();
});
