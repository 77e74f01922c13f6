import { expect, test } from "vitest";
import { delivered, madeWidget, movedTo, resized } from "./widgets";

const ids = (widgets: { id: string }[]) => widgets.map((one) => one.id);

test("a widget goes to its place and not beyond the ends", () => {
  expect(ids(movedTo(delivered, "open-jobs", 0))).toEqual(["open-jobs", "figures", "own-visits"]);
  expect(ids(movedTo(delivered, "open-jobs", 3))).toEqual(ids(delivered));
  expect(ids(movedTo(delivered, "nobody", 0))).toEqual(ids(delivered));
});

test("sizes stay within the grid", () => {
  const [widget] = resized([madeWidget("count", "c", "v")], "c", -1, 9);
  expect(widget).toEqual({ id: "c", kind: "count", view: "v", width: 1, height: 4 });
});
