import { expect, test } from "vitest";
import { errorOf, errorsElsewhere, testId } from "./input";
import { withPart } from "./PartsInput";

const errors = [{ field: "lines[2].quantity", text: "Too many." }, { field: "address.city", text: "Unknown." }, { field: "", text: "No." }];

test("an error finds its field, however the index is written", () => {
  expect(errorOf(errors, "lines.2.quantity")).toBe("Too many.");
  expect(errorOf(errors, "address")).toBe("Unknown.");
  expect(errorOf(errors, "lines", false)).toBeUndefined();
});

test("what no field carries stands above the form", () => {
  expect(errorsElsewhere(errors, ["lines", "address"])).toEqual([{ field: "", text: "No." }]);
});

test("hooks of nested fields", () => {
  expect(testId("lines.0.quantity")).toBe("field-lines-0-quantity");
});

test("a value without parts is no value", () => {
  expect(withPart({ city: "Vaduz" }, "city", "")).toBeNull();
  expect(withPart(null, "city", "Schaan")).toEqual({ city: "Schaan" });
});
