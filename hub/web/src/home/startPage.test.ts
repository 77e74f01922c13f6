import { expect, test } from "vitest";
import { linesOf, widgetsOf } from "./startPage";
import { delivered, madeWidget } from "./widgets";

const shape = (all: ReturnType<typeof widgetsOf>) => all.map(({ kind, view, width, height }) => [kind, view, width, height]);

test("an arrangement kept with the account comes back as it was", () => {
  const widgets = [madeWidget("count", "c", "0190-view"), ...delivered];
  const lines = linesOf(widgets).map((line, index) => ({ ...line, line: `l${index}` }));
  expect(shape(widgetsOf({ id: "d", version: 1, widgets: lines }))).toEqual(shape(widgets));
  expect(lines.every(({ line: _, ...line }) => String((line as { key: string }).key).length <= 50)).toBe(true);
});

test("what is not known is left out, sizes stay within the grid", () => {
  const lines = [{ line: "a", key: "weather", place: "1 1 1 1" }, { line: "b", key: "tasks", place: "1 2 99 0" }, { line: "c", key: "map" }];
  expect(shape(widgetsOf({ id: "d", version: 1, widgets: lines }))).toEqual([["map", undefined, 1, 1], ["tasks", undefined, 4, 1]]);
});
