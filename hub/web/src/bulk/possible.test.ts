import { expect, test } from "vitest";
import type { RecordData, TypeMeta } from "@common/meta";
import { possibleActions } from "./possible";

const action = (name: string, from: string[], may = true) => ({ name, label: name, from, to: "x", may, input: [] });
const type = { kind: "document", fields: [], may: {}, flow: { name: "f", states: [], actions: [action("hold", ["open"]), action("finish", ["open", "late"]), action("audit", ["open"], false), action("reopen", ["closed"])] } } as unknown as TypeMeta;
const row = (state: string) => ({ id: state, version: 1, state }) as RecordData;
const names = (rows: RecordData[], everything = false) => possibleActions(type, rows, everything).map((one) => one.name);

test("what most rows allow comes first, what none allows or one may not do never", () => {
  expect(names([row("open"), row("late")])).toEqual(["finish", "hold"]);
  expect(names([])).toEqual([]);
});

test("of everything, all moves one may make", () => {
  expect(names([row("late")], true)).toEqual(["finish", "hold", "reopen"]);
});
