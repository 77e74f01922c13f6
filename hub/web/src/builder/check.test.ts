import { expect, test } from "vitest";
import { addField, setField } from "./changes";
import { problemsOf, unreached } from "./check";
import { emptyType, type Draft, type DraftField } from "./draft";

function problemsWith(kind: string, patch: Partial<DraftField>): string[] {
  const { draft, field } = addField({ of: "crm.Account", fields: [] }, kind, 0);
  return problemsOf(setField(draft, field.client, patch), ["name"]).map((one) => `${one.field} ${one.said}`);
}
const label = { en: "X", de: "" };

test("a field needs a name, a key of its own, and what its kind needs", () => {
  expect(problemsWith("text", {})).toEqual(["label label"]);
  expect(problemsWith("text", { label })).toEqual([]);
  expect(problemsWith("text", { label, key: "X y", keyTyped: true })).toEqual(["key key"]);
  expect(problemsWith("text", { label, key: "name", keyTyped: true })).toEqual(["key taken"]);
  expect(problemsWith("reference", { label })).toEqual(["refers refers"]);
  expect(problemsWith("choice", { label })).toEqual(["choices choices"]);
  const choices = [{ key: "a", label: "A", color: "" }, { key: "a_2", label: "a", color: "" }];
  expect(problemsWith("choice", { label, choices })).toEqual(["choices twice"]);
  expect(problemsWith("choice", { label, choices: choices.slice(0, 1), begins: "b" })).toEqual(["default_value begins"]);
  expect(problemsWith("decimal", { label, minimum: "3", maximum: "2" })).toEqual(["maximum range"]);
});

test("a type needs a name, states once, moves with both ends", () => {
  const open = { key: "open", label: "Open", frozen: false }, done = { key: "done", label: "Done", frozen: false };
  const finish = { action: "finish", label: "Finish", from: ["open"], to: "done", roles: [] };
  const draft: Draft = { of: "own.", type: { ...emptyType(), states: [open, open, done], moves: [{ ...finish, from: [] }, { ...finish, to: "open" }] }, fields: [] };
  expect(problemsOf(draft, []).map((one) => `${one.field} ${one.said}`)).toEqual(["label label", "states.1 twice", "moves.0 ends", "moves.1 same"]);
  expect(unreached({ states: [open, done], moves: [finish] })).toEqual([]);
  expect(unreached({ states: [open, done], moves: [] })).toEqual(["Done"]);
});
