import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { chosenPatch, differences, firstChoices, patchOver, unchosen } from "./conflict";

const fields = ["name", "city", "note"].map((name) => ({ name, label: name, kind: "text" }) as FieldMeta);
const base = { name: "A", city: "Vaduz", note: "n" };
const mine = { name: "B", city: "Vaduz", note: "n2" };
const theirs = { name: "C", city: "Schaan", note: "n" };

test("only a field that both changed is a clash", () => {
  const all = differences(base, mine, theirs, fields);
  expect(all.map(({ field, clash }) => [field.name, clash])).toEqual([["name", true], ["city", false], ["note", false]]);
});

test("one side's change stands by itself, a clash is somebody's to choose", () => {
  const all = differences(base, mine, theirs, fields);
  const first = firstChoices(base, all);
  expect(first).toEqual({ city: "theirs", note: "mine" });
  expect([unchosen(all, first), unchosen(all, { ...first, name: "theirs" })]).toEqual([1, 0]);
});

test("the choice becomes a patch on the saved version", () => {
  const all = differences(base, mine, theirs, fields);
  expect(chosenPatch(theirs, all, { name: "theirs", city: "theirs", note: "mine" })).toEqual({ note: "n2" });
  expect(chosenPatch(theirs, all, { ...firstChoices(base, all), name: "mine" })).toEqual({ name: "B", note: "n2" });
});

test("the same change on both sides is none", () => {
  expect(differences(base, { ...base, name: "Z" }, { ...base, name: "Z" }, fields)).toEqual([]);
});

// features: COLL-03
test("a change outside the form's fields, or to what I typed too, leaves nothing to choose", () => {
  expect(patchOver(base, mine, { ...base, score: 7 }, fields)).toEqual({ name: "B", note: "n2" });
  expect(patchOver(base, mine, { ...base, name: "B" }, fields)).toEqual({ note: "n2" });
  expect(patchOver(base, mine, { ...base, name: "B", note: "n2" }, fields)).toEqual({});
});

test("what the other changed in the form is never saved over unseen, clash or not", () => {
  expect(patchOver(base, mine, { ...base, city: "Schaan" }, fields)).toBeUndefined();
  expect(patchOver(base, mine, theirs, fields)).toBeUndefined();
});
