import { expect, test } from "vitest";
import { isTyping } from "./useKeys";

const input = (type: string) => Object.assign(document.createElement("input"), { type });

test("letters belong to who types, not to boxes and buttons", () => {
  expect([input("text"), input("search"), document.createElement("textarea"), document.createElement("select")].map(isTyping)).toEqual([true, true, true, true]);
  expect([input("checkbox"), input("radio"), document.createElement("button"), document.body, null].map(isTyping)).toEqual([false, false, false, false, false]);
});
