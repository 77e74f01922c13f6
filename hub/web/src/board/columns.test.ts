import { expect, test } from "vitest";
import type { RecordData, TypeMeta } from "@common/meta";
import { columnFilter, columnsFor, groupingNamed, groupings, moveTo, nextColumn } from "./columns";

const action = (name: string, from: string[], to: string, may = true) => ({ name, label: name, from, to, may });
const choices = ["low", "high"].map((value) => ({ value, label: value }));
const type = {
  kind: "document", may: { change: true },
  fields: [
    { name: "priority", label: "Priority", kind: "choice", choices }, { name: "kind", label: "Kind", kind: "choice", required: true, locked: true, choices },
    { name: "one", label: "One", kind: "choice", choices: [choices[0]] }, { name: "name", label: "Name", kind: "text" },
  ],
  flow: {
    name: "f", frozen: ["closed"], states: ["open", "held", "done", "closed"].map((name) => ({ name, label: name })),
    actions: [action("hold", ["open"], "held"), action("finish", ["open"], "done"), action("close", ["done"], "closed", false)],
  },
} as unknown as TypeMeta;
const row = (state: string): RecordData => ({ id: state, version: 1, state, priority: "low" });
const [state, priority, kind] = groupings(type);

test("a board is divided by the state or by a choice of several", () => {
  expect(groupings(type).map((one) => one.name)).toEqual(["state", "priority", "kind"]);
  expect([groupingNamed(type, "priority")!.name, groupingNamed(type, "name")!.name]).toEqual(["priority", "state"]);
});

test("what may be empty has a column for it", () => {
  expect(columnsFor(priority!).map((one) => one.value)).toEqual(["low", "high", ""]);
  expect(columnsFor(kind!).map((one) => one.value)).toEqual(["low", "high"]);
  expect([columnFilter(priority!, "low"), columnFilter(priority!, "")]).toEqual(['priority = "low"', "priority = null"]);
});

test("a state changes by its action only", () => {
  expect(moveTo(type, state!, row("open"), "done")).toMatchObject({ by: "action", action: { name: "finish" } });
  expect(moveTo(type, state!, row("open"), "closed")).toEqual({ by: "none", reason: "no_way" });
  expect(moveTo(type, state!, row("done"), "closed")).toEqual({ by: "none", reason: "not_allowed" });
});

test("a choice changes by a save, where it may", () => {
  expect(moveTo(type, priority!, row("open"), "high")).toEqual({ by: "change", patch: { priority: "high" } });
  expect(moveTo(type, priority!, row("open"), "")).toEqual({ by: "change", patch: { priority: null } });
  expect(moveTo(type, priority!, row("closed"), "high")).toEqual({ by: "none", reason: "frozen" });
  expect(moveTo(type, kind!, row("open"), "high")).toEqual({ by: "none", reason: "not_allowed" });
});

test("a key passes over columns that no move leads to", () => {
  expect(nextColumn(type, state!, row("open"), 1)).toBe("held");
  expect(nextColumn(type, state!, row("held"), 1)).toBeUndefined();
});
