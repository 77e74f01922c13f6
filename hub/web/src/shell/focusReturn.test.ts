import { afterEach, beforeEach, expect, test } from "vitest";
import { returnFocus } from "./focusReturn";

let stop: () => void;
beforeEach(() => {
  document.body.innerHTML = '<button id="a">a</button><button id="b">b</button>';
  stop = returnFocus();
});
afterEach(() => stop());

const at = (id: string) => document.getElementById(id)!;
const settle = () => new Promise((resolve) => setTimeout(resolve));

function open(): HTMLElement {
  const dialog = document.createElement("div");
  dialog.setAttribute("role", "dialog");
  dialog.innerHTML = '<button id="inside">x</button>';
  document.body.append(dialog);
  at("inside").focus();
  return dialog;
}

test("a dialog that is taken away gives the focus back", async () => {
  at("b").focus();
  const dialog = open();
  dialog.remove();
  await settle();
  expect(document.activeElement?.id).toBe("b");
});

test("who went elsewhere stays there", async () => {
  at("b").focus();
  const dialog = open();
  at("a").focus();
  dialog.remove();
  await settle();
  expect(document.activeElement?.id).toBe("a");
  at("b").focus();
  open().remove();
  at("b").remove();
  await settle();
  expect(document.activeElement).toBe(document.body);
});
