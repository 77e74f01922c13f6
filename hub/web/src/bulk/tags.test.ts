import { expect, test } from "vitest";
import { withTags } from "./tags";

test("a tag is added once and takes none away", () => {
  expect(withTags({ id: "1", version: 1, tags: ["a", "b"] }, ["b", "c"])).toEqual(["a", "b", "c"]);
  expect(withTags({ id: "1", version: 1 }, ["c"])).toEqual(["c"]);
});
