import { describe, expect, it } from "vitest";
import { findItems, freeOf } from "./search";

const item = (code: string, name: string, barcodes: string[] = []) =>
  ({ product: code, code, name, barcodes, on_hand: "3", reserved: "1", unit: "H87" });

describe("findItems", () => {
  const items = [item("FLT-220", "Air filter G4", ["7612345678900"]), item("FLT-22", "Oil filter"), item("PMP-1", "Pump")];

  it("prefers the exact code or barcode, so that a scan finds one part", () => {
    expect(findItems(items, "7612345678900").map((one) => one.code)).toEqual(["FLT-220"]);
    expect(findItems(items, "flt-22").map((one) => one.code)).toEqual(["FLT-22"]);
  });

  it("fits every word in any order", () => {
    expect(findItems(items, "filter air").map((one) => one.code)).toEqual(["FLT-220"]);
    expect(findItems(items, "filter").length).toBe(2);
    expect(findItems(items, "  ").length).toBe(3);
    expect(findItems(items, "hammer")).toEqual([]);
  });
});

describe("freeOf", () => {
  it("is what is not reserved, exact to three digits", () => {
    expect(freeOf({ on_hand: "3", reserved: "1" })).toBe(2);
    expect(freeOf({ on_hand: "0.3", reserved: "0.1" })).toBe(0.2);
    expect(freeOf({ on_hand: "0", reserved: "2" })).toBe(-2);
  });
});
