import { expect, test } from "vitest";
import { withVisit } from "./recent";

const visit = (id: string) => ({ path: "accounts", id, title: id });

test("what was opened last comes first, nothing twice, the oldest falls out", () => {
  const all = ["a", "b", "a", "c", "d", "e", "f", "g", "h", "i"].map(visit).reduce(withVisit, []);
  expect(all.map((one) => one.id)).toEqual(["i", "h", "g", "f", "e", "d", "c", "a"]);
});
