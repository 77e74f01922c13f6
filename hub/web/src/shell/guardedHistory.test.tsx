import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { guardedHistory } from "./guardedHistory";
import { answerLeave, useLeaveAsked, useUnsaved } from "./unsaved";

let letGo: () => void;
let asked: boolean;
const Form = ({ typed }: { typed: boolean }) => {
  letGo = useUnsaved(typed);
  asked = useLeaveAsked();
  return null;
};
let root: ReturnType<typeof createRoot>;
let told: string[];
let history: ReturnType<typeof guardedHistory>;
let deaf: () => void;
const draw = (typed: boolean) => act(() => root.render(<Form typed={typed} />));
const go = (to: string) => act(() => history.push(to));
const answer = (really: boolean) => act(() => answerLeave(really));
const here = () => location.pathname + location.search;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  root = createRoot(document.createElement("div"));
  told = [];
  history = guardedHistory();
  deaf = history.listen(({ location: { pathname } }) => told.push(pathname));
  history.push("/list");
  history.push("/job");
});
afterEach(() => {
  act(() => root.unmount());
  deaf();
});

test("nothing typed, nothing asked", () => {
  draw(false);
  go("/dispatch");
  expect([asked, here()]).toEqual([false, "/dispatch"]);
});

test("typed text holds the page back until the answer", () => {
  draw(true);
  go("/dispatch");
  expect([asked, here()]).toEqual([true, "/job"]);
  answer(false);
  expect([asked, here()]).toEqual([false, "/job"]);
  go("/job?tab=history");
  expect([asked, here()]).toEqual([true, "/job"]);
  answer(true);
  expect([asked, here()]).toEqual([false, "/job?tab=history"]);
});

test("what was saved, or emptied again, leaves at once", () => {
  draw(true);
  letGo();
  go("/dispatch");
  expect([asked, here()]).toEqual([false, "/dispatch"]);
  draw(false);
  draw(true);
  draw(false);
  go("/list");
  expect([asked, here()]).toEqual([false, "/list"]);
});

test("back is asked about too, and goes on where the answer allows it", async () => {
  draw(true);
  told = [];
  await act(async () => {
    let pops = 0;
    addEventListener("popstate", () => pops++);
    history.go(-1);
    await vi.waitFor(() => expect([pops, here()]).toEqual([2, "/job"]));
  });
  expect([asked, told]).toEqual([true, []]);
  await act(async () => {
    answerLeave(true);
    await vi.waitFor(() => expect(told).toEqual(["/list"]));
  });
  expect([asked, here()]).toEqual([false, "/list"]);
});
