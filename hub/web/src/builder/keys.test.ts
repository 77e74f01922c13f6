import { expect, test } from "vitest";
import { freeKey, isKey, keyOf } from "./keys";

test("a label gives a key: accents and umlauts spelled out, nothing but small letters, digits and underscores", () => {
  expect(keyOf("Größe (cm)")).toBe("groesse_cm");
  expect(keyOf("  Dernière visite ")).toBe("derniere_visite");
  expect(keyOf("2nd reading")).toBe("n2nd_reading");
  expect(keyOf("–")).toBe("");
  expect(keyOf("a".repeat(90))).toHaveLength(60);
});

test("what is taken gets a number, within the length", () => {
  expect(freeKey("Grade", ["grade"])).toBe("grade_2");
  expect(freeKey("Grade", ["grade", "grade_2"])).toBe("grade_3");
  expect(freeKey("a".repeat(60), ["a".repeat(60)]).length).toBeLessThanOrEqual(60);
  expect(freeKey("", ["grade"])).toBe("");
});

test("the hub's pattern is kept", () => {
  expect(["serial", "n2", "a_b"].every((key) => isKey(key))).toBe(true);
  expect(["", "2n", "A", "a-b", "_a", "a".repeat(61)].some((key) => isKey(key))).toBe(false);
});
