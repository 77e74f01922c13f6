import { expect, test } from "vitest";
import { isOwn, isRead } from "./reading";

test("mail and papers are read one after the other, customers are not", () => {
  expect(["conversations", "paperwork-documents", "accounts"].map((path) => isRead({ path }))).toEqual([true, true, false]);
});

test("one's own message is what one wrote; of nobody's, what went out", () => {
  expect([isOwn({ author_user: "me", direction: "internal" }, "me"), isOwn({ author_user: "you", direction: "out" }, "me"), isOwn({ direction: "out" }, "me"), isOwn({ direction: "in" }, "me")])
    .toEqual([true, false, true, false]);
});
