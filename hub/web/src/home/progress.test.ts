import { expect, test } from "vitest";
import { progressOf } from "./progress";

test("cancelled visits do not count, finished ones need no van any more", () => {
  const visits = [
    { state: "done", received: false }, { state: "on_site", received: true }, { state: "sent", received: false }, { state: "cancelled", received: false },
  ];
  expect(progressOf(visits)).toEqual({ total: 3, done: 1, running: 1, notReceived: 1 });
});
