import { expect, test } from "vitest";
import { withRange, withToggled } from "./useSelection";

const rows = ["a", "b", "c", "d"].map((id) => ({ id }));

test("a range goes both ways and keeps what was chosen", () => {
  expect([...withRange(new Set(["d"]), rows, "c", "a")]).toEqual(["d", "a", "b", "c"]);
});

test("a range from a row that is gone chooses the one", () => {
  expect([...withRange(new Set(), rows, "x", "b")]).toEqual(["b"]);
});

test("a second time takes it out", () => {
  expect([...withToggled(new Set(["a", "b"]), "a")]).toEqual(["b"]);
});
