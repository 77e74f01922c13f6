import { expect, test } from "vitest";
import { progressOf } from "./progress";

test("cancelled visits do not count", () => {
  const visits = [{ state: "done" }, { state: "on_site" }, { state: "sent" }, { state: "cancelled" }];
  expect(progressOf(visits)).toEqual({ total: 3, done: 1, running: 1 });
});
