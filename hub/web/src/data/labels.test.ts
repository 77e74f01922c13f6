import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import helps from "../messages/helps.de.json";
import german from "../../../../proto/labels.de.json";
import { inOwnWords, translated } from "./labels";

const type = {
  name: "field.WorkOrder", path: "work-orders", label: "Work order", plural: "Work orders", columns: ["state"],
  fields: [{ name: "priority", label: "Priority", kind: "choice", choices: [{ value: "high", label: "High" }] }, { name: "own", label: "Boiler colour", kind: "text" }, { name: "start", label: "Start", kind: "instant" }],
  flow: { name: "work_order", states: [{ name: "planned", label: "Planned" }], actions: [{ name: "hold", label: "Hold", from: [], to: "on_hold", may: true }, { name: "start", label: "Start", from: [], to: "on_site", may: true }] },
} as unknown as TypeMeta;

test("types, fields, choices, states and actions are named in the reader's language, names and values stay", () => {
  const [made] = translated([type], german);
  expect([made!.label, made!.plural, made!.name, made!.path]).toEqual(["Auftrag", "Aufträge", "field.WorkOrder", "work-orders"]);
  expect(made!.fields[0]).toMatchObject({ name: "priority", label: "Priorität", choices: [{ value: "high", label: "Hoch" }] });
  expect(made!.flow!.states[0]).toEqual({ name: "planned", label: "Geplant" });
  expect(made!.flow!.actions[0]).toMatchObject({ name: "hold", label: "Anhalten", to: "on_hold" });
});

test("a word that is a button and a field has a name for each", () => {
  const [made] = translated([type], german);
  expect([made!.fields[2]!.label, made!.flow!.actions[1]!.label]).toEqual(["Beginn", "Beginnen"]);
});

test("one English word for one and many has two in German", () => {
  const [made] = translated([{ ...type, label: "Equipment", plural: "Equipment" }], german);
  expect([made!.label, made!.plural]).toEqual(["Anlage", "Anlagen"]);
});

test("explanations come in the reader's language, sentence by sentence", () => {
  const [made] = translated([{ ...type, help: "Files and photos of a record.", fields: [{ name: "tax", help: "Empty: everywhere.", kind: "text", label: "Tax" }] } as unknown as TypeMeta], { ...german, ...helps });
  expect([made!.help, made!.fields[0]!.help]).toEqual(["Dateien und Fotos eines Datensatzes.", "Leer: überall."]);
});

test("what nobody has translated stays as the company wrote it", () => {
  expect(translated([type], german)[0]!.fields[1]!.label).toBe("Boiler colour");
  expect(type.label).toBe("Work order");
});

test("what a company wrote in the reader's language is shown so", () => {
  const own = { ...type, custom: true, translations: { de: "Kesselbuch" }, plural_translations: {}, fields: [{ name: "pressure", label: "Pressure", kind: "decimal", custom: true, translations: { de: "Druck" } }] } as unknown as TypeMeta;
  const [made] = inOwnWords([own], "de");
  expect([made!.label, made!.plural, made!.fields[0]!.label]).toEqual(["Kesselbuch", "Kesselbuch", "Druck"]);
  expect(inOwnWords([own, type], "en").map((one) => one.label)).toEqual(["Work order", "Work order"]);
});
