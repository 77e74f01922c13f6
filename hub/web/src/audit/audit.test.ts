import { expect, test } from "vitest";
import type { TFunction } from "i18next";
import { askedOf, valueText, whereFrom } from "./audit";

test("without filters the changes are asked for", () => {
  expect(askedOf(new URLSearchParams(), "Europe/Vaduz")).toEqual({ log: "changes" });
});

test("a last day is asked for to its end", () => {
  const asked = askedOf(new URLSearchParams({ log: "reads", from: "2026-11-20", to: "2026-11-20", user: "u" }), "Asia/Tokyo");
  expect(asked.user).toBe("u");
  expect([asked.from, asked.to]).toEqual(["2026-11-19T15:00:00Z", "2026-11-20T15:00:00Z"]);
});

test("a van is told by its name, whatever else as it is kept", () => {
  const vans = [{ id: "01a20018-d44a-73ba-a4ea-68d8643e8264", vehicle_name: "FL 1", serial: "van-01" }];
  const word = ((key: string) => key) as unknown as TFunction;
  expect([`van ${vans[0]!.id}`, "van 01a20018-d44a-73ba-a4ea-68d8643e8265", "10.0.0.1", ""].map((one) => whereFrom(one, vans, word))).toEqual(["FL 1", "audit.a_van", "10.0.0.1", "–"]);
});

test("what is nothing is a dash, what has parts is shown whole", () => {
  expect([valueText(null), valueText("a"), valueText({ b: 1 }), valueText(false)]).toEqual(["–", "a", '{"b":1}', "false"]);
});
