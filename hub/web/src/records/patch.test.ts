import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { filled, makePatch, same, undoPatch } from "./patch";

const fields = ["name", "address", "lines", "note"].map((name) => ({ name, label: name, kind: "text" }) as FieldMeta);

test("only what changed is sent, cleared fields as null", () => {
  const base = { name: "A", note: "x", lines: [{ line: "1", value: "a" }] };
  expect(makePatch(base, { ...base, name: "B", note: null }, fields)).toEqual({ name: "B", note: null });
});

test("lines go out whole", () => {
  const base = { lines: [{ line: "1", value: "a" }, { line: "2", value: "b" }] };
  expect(makePatch(base, { lines: [{ line: "2", value: "b" }, { value: "c" }] }, fields)).toEqual({ lines: [{ line: "2", value: "b" }, { value: "c" }] });
});

test("a part taken out of a value is named as null", () => {
  const base = { address: { city: "Vaduz", line2: "c/o" } };
  expect(makePatch(base, { address: { city: "Schaan" } }, fields)).toEqual({ address: { city: "Schaan", line2: null } });
});

test("missing, null and an empty list mean the same", () => {
  expect(same(undefined, null)).toBe(true);
  expect(same(undefined, [])).toBe(true);
  expect(same({ a: 1, b: null }, { a: 1 })).toBe(true);
  expect(same([1], { 0: 1 })).toBe(false);
  expect(same(0, null)).toBe(false);
});

test("undo brings back what was there", () => {
  expect(undoPatch({ name: "A" }, { name: "B", note: "new" })).toEqual({ name: "A", note: null });
});

test("a new record sends what was filled, false and zero too", () => {
  expect(filled({ a: "", b: null, c: false, d: 0, e: "x" })).toEqual({ c: false, d: 0, e: "x" });
});
