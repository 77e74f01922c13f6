import { expect, test } from "vitest";
import { linkState } from "./SetupPage";

test.each([
  ["", undefined, "no_token"],
  ["abc", undefined, "text"],
  ["abc", { holds: true }, "text"],
  ["abc", { holds: false }, "used"],
])("a link ending in '%s' of which the hub says %o shows %s", (token, answer, state) => {
  expect(linkState(token, answer)).toBe(state);
});
