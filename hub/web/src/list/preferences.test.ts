import { expect, test } from "vitest";
import { moved, placed, readColumns, sized, toggled, writeColumns } from "./preferences";

const columns = readColumns("name:220,kind,state");

test("columns survive the address", () => {
  expect(columns).toEqual([{ name: "name", width: 220 }, { name: "kind" }, { name: "state" }]);
  expect(writeColumns(columns)).toBe("name:220,kind,state");
});

test("a column goes up and down, and stays at the ends", () => {
  expect(writeColumns(moved(columns, "kind", 1))).toBe("name:220,state,kind");
  expect(writeColumns(moved(columns, "name", -1))).toBe("name:220,kind,state");
  expect(writeColumns(placed(columns, "state", 0))).toBe("state,name:220,kind");
});

test("a column is shown at the end, hidden again, the last one never", () => {
  expect(writeColumns(toggled(columns, "due"))).toBe("name:220,kind,state,due");
  expect(writeColumns(toggled(columns, "name"))).toBe("kind,state");
  expect(toggled([{ name: "name" }], "name")).toEqual([{ name: "name" }]);
});

test("widths have bounds and can be given back", () => {
  expect(sized(columns, "kind", 10)[1]).toEqual({ name: "kind", width: 60 });
  expect(sized(columns, "name", undefined)[0]).toEqual({ name: "name" });
});
