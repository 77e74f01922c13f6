import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { shownAs, waysOf } from "./ShowSwitch";

const field = (name: string, kind: string) => ({ name, label: name, kind });
const type = (fields: object[], states: string[] = []) => ({ fields, columns: [], flow: { name: "", states: states.map((name) => ({ name, label: name })), actions: [] } }) as unknown as TypeMeta;

test("a type is shown in the ways that its fields allow", () => {
  expect(waysOf(type([field("name", "text")]), false)).toEqual(["list", "split", "summary"]);
  expect(waysOf(type([field("due", "date"), field("address", "address")], ["open", "done"]), false)).toEqual(["list", "split", "board", "calendar", "map", "summary"]);
});

test("on a narrow screen a record has no place beside its list", () => {
  expect(waysOf(type([field("at", "instant")]), true)).toEqual(["list", "calendar", "summary"]);
  expect(waysOf({ ...type([]), path: "conversations" }, true)).toEqual(["list", "split", "summary"]);
});

test("a way that the type has not is its list", () => {
  for (const way of ["board", "calendar", "map"] as const) expect(shownAs(type([field("name", "text")]), way)).toBe("list");
  expect(shownAs(type([field("due", "date")]), "calendar")).toBe("calendar");
  expect(shownAs(type([]), "split")).toBe("split");
});
