// features: X-30
import { expect, it } from "vitest";
import type { Priced } from "../agent/types";
import { linesOf, pricedOf, refusalOf } from "./lines";
import { inputOf } from "./NewCustomer";

it("sends a line of the price book by its product, another one with text and price", () => {
  expect(linesOf([{ product: "p1", name: "Pump", quantity: "2,5", discount: "" }, { name: "Small parts", quantity: "1", price: "1'200,50", discount: "10" }])).toEqual([
    { product: "p1", quantity: "2.5" },
    { text: "Small parts", unit_price: "1200.5", quantity: "1", discount: "10" },
  ]);
});

it("leaves to the agent what is no number", () => {
  expect(linesOf([{ product: "p1", name: "Pump", quantity: "two", discount: "x" }])).toEqual([{ product: "p1", quantity: "two", discount: "x" }]);
});

it("sends a customer without what was left empty", () => {
  const typed = { kind: "person" as const, name: " Rosa ", given: "A", family: "B", line1: "Im Feld 9", postal_code: "", city: "Schaan", phone: "", mail: "", access_notes: "" };
  expect(JSON.parse(JSON.stringify(inputOf(typed)))).toEqual({ kind: "person", name: "Rosa", address: { line1: "Im Feld 9", city: "Schaan" } });
  expect(inputOf({ ...typed, kind: "company" })).toMatchObject({ contact: { given: "A", family: "B" } });
});

it("gives a line only what was computed for it", () => {
  const [pump, filter] = [{ product: "p1", quantity: "1" }, { product: "p2", quantity: "1" }];
  const sums = { lines: [{ text: "Pump" }, { text: "Filter" }] } as Priced;
  expect(pricedOf([filter], [pump, filter], sums)).toEqual([{ text: "Filter" }]);
  expect(pricedOf([{ ...pump, quantity: "2" }, filter], [pump, filter], sums)).toEqual([undefined, { text: "Filter" }]);
  expect(pricedOf([pump, pump], [pump], sums)).toEqual([{ text: "Pump" }, undefined]);
});

it("finds the line that was refused", () => {
  const errors = [{ field: "lines[1].quantity", text: "must be a number" }];
  expect([refusalOf(errors, 0), refusalOf(errors, 1)]).toEqual([undefined, "must be a number"]);
});
