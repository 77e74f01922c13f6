import { expect, test } from "vitest";
import type { RecordData } from "@common/meta";
import { addField, bringBack, moveField, removeField, setField, setType } from "./changes";
import { emptyType, fieldOf, typeOf, type Draft } from "./draft";
import { isNothing, planOf } from "./plan";
import { afterPart, heldBy } from "./save";
import { warningsOf } from "./warnings";

const type: RecordData = {
  id: "t", version: 2, state: "active", key: "log", label: "Log", plural: "Logs", icon: "flame", translations: [{ line: "x", language: "de", label: "Buch" }, { line: "y", language: "fr", label: "Journal" }],
  states: [{ line: "s1", key: "open", label: "Open" }, { line: "s2", key: "done", label: "Done", frozen: true }], moves: [{ line: "m", action: "finish", label: "Finish", from: ["open"], to: "done", roles: [] }],
  grants: [{ line: "g", role: "dispatcher", read: true, create: true }], in_vans: true, columns: [],
};
const grade: RecordData = {
  id: "f1", version: 4, state: "active", of_type: "own.log", key: "grade", number: 1, label: "Grade", kind: "choice", order: 1, minimum: null,
  choices: [{ line: "c1", key: "good", label: "Good", number: 1 }, { line: "c2", key: "poor", label: "Poor", number: 2 }],
};
const pressure: RecordData = { id: "f2", version: 1, state: "active", of_type: "own.log", key: "pressure", number: 2, label: "Pressure", kind: "decimal", order: 2, maximum: "3.0" };
const held = heldBy([type, grade, pressure]);
const draft: Draft = { of: "own.log", type: typeOf(type), fields: [fieldOf(grade), fieldOf(pressure)] };

test("what the hub holds, read and written back, is no change", () => {
  expect(isNothing(planOf(draft, held))).toBe(true);
});

test("only what differs is sent, with the version it was read at; other languages stay", () => {
  const named = setType(draft, { label: { en: "Log", de: "Tagebuch" } });
  expect(planOf(named, held).type).toEqual({ id: "t", version: 2, body: { translations: [{ line: "x", language: "de", label: "Tagebuch" }, { line: "y", language: "fr", label: "Journal" }] } });
  const renamed = setField(draft, "f2", { key: "gauge", maximum: "" });
  expect(planOf(renamed, held).change.map(({ field, body }) => [field.id, field.version, body])).toEqual([["f2", 1, { key: "gauge", maximum: null }]]);
});

test("order, new fields, and fields out of use and back", () => {
  const moved = moveField(draft, "f2", 0);
  expect(planOf(moved, held).change.map(({ field, body }) => [field.id, body])).toEqual([["f2", { order: 1 }], ["f1", { order: 2 }]]);
  const { draft: more, field } = addField(draft, "text", 2);
  const plan = planOf(setField(more, field.client, { label: { en: "Serial", de: "" }, unique: true }), held);
  expect(plan.create[0]!.body).toEqual({ of_type: "own.log", key: "serial", label: "Serial", kind: "text", unique: true, searchable: true, order: 3 });
  const without = removeField(draft, "f1");
  expect(planOf(without, held).retire.map((one) => one.id)).toEqual(["f1"]);
  const gone = heldBy([type, { ...grade, state: "retired" }, pressure]);
  expect(planOf(bringBack(without, "f1"), gone).activate.map((one) => one.id)).toEqual(["f1"]);
});

test("a new type is made whole and put into use", () => {
  const fresh = setType({ of: "own.", type: emptyType(), fields: [] }, { label: { en: "", de: "Kesselbuch" } });
  const plan = planOf(fresh, new Map());
  expect(plan.puts).toBe(true);
  expect(plan.type!.body).toMatchObject({ key: "kesselbuch", label: "Kesselbuch", translations: [{ language: "de", label: "Kesselbuch" }] });
});

test("after a refusal in part, only what was refused is sent again", () => {
  const changed = setField(setField(draft, "f1", { required: true }), "f2", { key: "version" });
  const plan = planOf(changed, held);
  const fields = changed.fields.map((one) => (one.id === "f1" ? { ...one, version: 5 } : one));
  const answered = { ...changed, fields };
  const next = afterPart(held, plan, { draft: answered, problems: [{ place: "f2", field: "key", text: "taken" }] });
  expect(planOf(answered, next).change.map(({ field }) => [field.id, field.version])).toEqual([["f2", 1]]);
});

test("what a save does to records that are there is told", () => {
  const after = setType(
    setField(setField(removeField(draft, "f2"), "f1", { required: true, choices: draft.fields[0]!.choices.slice(1), grants: [{ role: "admin", change: true }] }), "f1", { key: "mark" }),
    { states: draft.type!.states.slice(0, 1), inVans: false },
  );
  expect(warningsOf(draft, after, "en").map((one) => [one.what, one.more])).toEqual([
    ["renamed", "grade"], ["required", undefined], ["choice", "Good"], ["restricted", "admin"], ["removed", undefined], ["state", undefined], ["vans", undefined],
  ]);
  expect(warningsOf(draft, draft, "en")).toEqual([]);
  expect(warningsOf(draft, { ...draft, fields: [] }, "en").map((one) => one.what)).toContain("empty");
  const words = setField(draft, "f2", { label: { en: "Mark", de: "Marke" } });
  const names = (language: string) => warningsOf(words, removeField(words, "f2"), language).map((one) => one.name);
  expect([names("en"), names("de-CH")]).toEqual([["Mark"], ["Marke"]]);
});
