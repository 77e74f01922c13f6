import { expect, test } from "vitest";
import { addField, bringBack, columnsOf, moveField, relabelled, removeField, setColumn, setField, setType } from "./changes";
import { emptyType, fieldOf, type Draft } from "./draft";

const stored = (key: string) => fieldOf({ id: `id-${key}`, version: 3, key, label: key, kind: "text", state: "active" });
const draft = (...keys: string[]): Draft => ({ of: "own.log", type: { ...emptyType(), key: "log", keyTyped: true }, fields: keys.map(stored) });
const keys = (of: Draft) => of.fields.map((one) => one.key + (one.retired ? "!" : ""));

test("a field is put where it is dropped, and its key follows its label until somebody types one", () => {
  const { draft: next, field } = addField(draft("a", "b"), "choice", 1);
  expect(keys(next)).toEqual(["a", "", "b"]);
  const named = setField(next, field.client, { label: { en: "A", de: "" } });
  expect(keys(named)).toEqual(["a", "a_2", "b"]);
  const typed = setField(named, field.client, { key: "grade", keyTyped: true });
  expect(keys(setField(typed, field.client, { label: { en: "Something else", de: "" } }))).toEqual(["a", "grade", "b"]);
  expect(setField(next, field.client, { label: { en: "Name", de: "" } }, ["name"]).fields[1]!.key).toBe("name_2");
});

test("moved within the form only", () => {
  expect(keys(moveField(draft("a", "b", "c"), "id-c", 0))).toEqual(["c", "a", "b"]);
  expect(keys(moveField(draft("a", "b"), "id-a", -1))).toEqual(["a", "b"]);
  expect(keys(moveField(draft("a", "b"), "id-b", 2))).toEqual(["a", "b"]);
});

test("removed, a saved field goes out of use and comes back; one never saved is gone", () => {
  const { draft: next, field } = addField(draft("a", "b"), "date", 2);
  expect(keys(removeField(next, field.client))).toEqual(["a", "b"]);
  const without = removeField(next, "id-a");
  expect(keys(without)).toEqual(["b", "", "a!"]);
  expect(keys(bringBack(without, "id-a"))).toEqual(["b", "", "a"]);
});

test("the list's columns are the first five until they are chosen, and follow a renamed field", () => {
  const six = draft("a", "b", "c", "d", "e", "f");
  expect(columnsOf(six)).toEqual(["a", "b", "c", "d", "e"]);
  const chosen = setColumn(setColumn(six, "b", false), "f", true);
  expect(columnsOf(chosen)).toEqual(["a", "c", "d", "e", "f"]);
  expect(columnsOf(setField(chosen, "id-f", { key: "g" }))).toEqual(["a", "c", "d", "e", "g"]);
});

test("a new type's name gives its key, a saved one keeps it; so do choices", () => {
  const fresh: Draft = { of: "own.", type: emptyType(), fields: [] };
  expect(setType(fresh, { label: { en: "Boiler log", de: "" } }).of).toBe("own.boiler_log");
  expect(setType(draft(), { label: { en: "Boiler log", de: "" } }).of).toBe("own.log");
  const choices = [{ key: "good", label: "Good" }, { key: "", label: "" }];
  expect(relabelled(choices, 1, "Good", false)[1]).toEqual({ key: "good_2", label: "Good" });
  expect(relabelled(choices, 0, "Very good", true)[0]).toEqual({ key: "good", label: "Very good" });
});
