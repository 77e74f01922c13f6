import { expect, test } from "vitest";
import { askedOf, valueText } from "./audit";

test("without filters the changes are asked for", () => {
  expect(askedOf(new URLSearchParams())).toEqual({ log: "changes" });
});

test("a last day is asked for to its end", () => {
  const asked = askedOf(new URLSearchParams({ log: "reads", from: "2026-11-20", to: "2026-11-20", user: "u" }));
  expect(asked.user).toBe("u");
  expect(new Date(asked.to!).getTime() - new Date(asked.from!).getTime()).toBe(24 * 3600 * 1000);
});

test("what is nothing is a dash, what has parts is shown whole", () => {
  expect([valueText(null), valueText("a"), valueText({ b: 1 }), valueText(false)]).toEqual(["–", "a", '{"b":1}', "false"]);
});
