import { expect, test } from "vitest";
import { emptyField, emptyType, type Draft, type DraftField } from "./draft";
import { droppedAt } from "./dropping";
import { changes, fieldMeta, sampleRow, sees, shownColumns } from "./preview";

const field = (kind: string, patch: Partial<DraftField>): DraftField => ({ ...emptyField(kind), ...patch });
const pressure = field("decimal", { key: "pressure", label: { en: "Pressure", de: "Druck" }, unit: "bar", maximum: "3" });
const grade = field("choice", { key: "grade", label: { en: "Grade", de: "" }, choices: [{ key: "good", label: "Good", color: "#2f9e44" }], grants: [{ role: "dispatcher", change: false }] });
const draft: Draft = { of: "own.log", type: { ...emptyType(), states: [{ key: "open", label: "Open", frozen: false }] }, fields: [pressure, grade] };

test("a field looks as its form will show it, in the reader's language", () => {
  expect(fieldMeta(pressure, "de")).toMatchObject({ name: "pressure", label: "Druck", kind: "decimal", unit: "bar", maximum: 3 });
  expect(fieldMeta(grade, "de")).toMatchObject({ label: "Grade", choices: [{ value: "good", label: "Good", color: "#2f9e44" }] });
});

test("a role sees what it is given, an administrator all", () => {
  expect(["admin", "dispatcher", "technician"].map((role) => [sees(grade, role), changes(grade, role)])).toEqual([[true, true], [true, false], [false, false]]);
  expect(shownColumns(draft, "technician").map((one) => one.key)).toEqual(["pressure"]);
});

test("the sample row keeps within bounds", () => {
  expect(sampleRow(draft, "en")).toMatchObject({ state: "open", pressure: "3", grade: "good" });
});

test("what is dropped comes before or after the card it is next to; beside the form nowhere", () => {
  const rect = (top: number) => ({ top, height: 100, bottom: top + 100, left: 0, right: 0, width: 0 });
  const at = (id: string, over: string | undefined, top: number) => droppedAt({ active: { id, rect: { current: { translated: rect(top), initial: null } } }, over: over ? { id: over, rect: rect(100) } : null } as never, ["a", "b"]);
  expect(at("kind:text", "b", 90)).toBe(1);
  expect(at("kind:text", "b", 110)).toBe(2);
  expect(at("kind:text", "canvas", 0)).toBe(2);
  expect(at("a", "b", 110)).toBe(1);
  expect(at("a", undefined, 0)).toBeUndefined();
});
