import { expect, test } from "vitest";
import { presentIn } from "./usePresence";

const users = [{ id: "a", name: "Petra Muster", editing: true }];

test("only what is told of this record counts", () => {
  expect(presentIn({ type: "presence", path: "accounts", id: "1", users }, "accounts", "1")).toEqual(users);
  expect(presentIn({ type: "presence", path: "accounts", id: "2", users }, "accounts", "1")).toBeUndefined();
  expect(presentIn({ type: "change", path: "accounts", id: "1" }, "accounts", "1")).toBeUndefined();
  expect(presentIn({ type: "presence", path: "accounts", id: "1", users: [{}, ...users] }, "accounts", "1")).toEqual(users);
});
