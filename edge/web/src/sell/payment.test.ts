// features: X-30
import { expect, it } from "vitest";
import { amountOf } from "./payment";

it("follows what is open until an amount is typed", () => {
  expect(amountOf({ amount: null, reference: "4711" }, "137.35")).toBe("137.35");
  expect(amountOf({ amount: "50", reference: "" }, "137.35")).toBe("50");
  expect(amountOf({ amount: "", reference: "" }, "137.35")).toBe("");
});

it("shows again what was sent without an answer", () => {
  expect(amountOf({ amount: null, sent: "187.35", reference: "" }, "0.00")).toBe("187.35");
});
