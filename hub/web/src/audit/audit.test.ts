import { expect, test } from "vitest";
import type { TFunction } from "i18next";
import german from "../messages/de.json";
import english from "../messages/en.later.json";
import { actionText, askedOf, signInActions, whereFrom, whoText } from "./audit";
import { grouped } from "../data/useNames";

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

test("a log is asked only by what it has; an unknown one is the first", () => {
  const params = (log: string) => new URLSearchParams({ log, type: "crm.Account", action: "create", field: "name", record: "r", address: "a" });
  expect(askedOf(params("sign-ins"), "UTC")).toEqual({ log: "sign-ins", action: "create", address: "a" });
  expect(askedOf(params("reads"), "UTC")).toEqual({ log: "reads", type: "crm.Account", record: "r", address: "a" });
  expect(Object.keys(askedOf(params("nonsense"), "UTC"))).toEqual(["log", "type", "record", "action", "field", "address"]);
});

test("who it was has a name: of then, of today, or it was the hub", () => {
  const word = ((key: string) => key) as unknown as TFunction;
  const id = "01a20018-d44a-73ba-a4ea-68d8643e8264";
  const who = (by: string, by_name: string, names = {}) => whoText({ by, by_name }, names, word);
  expect([who(id, "Ann"), who(id, "", { [id]: "Bea" }), who("", "")]).toEqual(["Ann", "Bea", "history.system"]);
  expect(who(id, "")).not.toContain(id);
});

test("every kind of sign-in has words in both languages, a new one its own", () => {
  const word = ((keys: string | string[]) => (Array.isArray(keys) ? keys[keys.length - 1] : keys)) as unknown as TFunction;
  for (const messages of [english, german]) expect(Object.keys(messages.audit.sign_in).sort()).toEqual([...signInActions].sort());
  expect(actionText({ type: "", action: "locked_out" }, "sign-ins", undefined, word)).toBe("locked out");
});

test("names are asked for by type, each once, in pieces", () => {
  const many = Array.from({ length: 45 }, (_, number) => ({ type: "a.A", id: `id${number}` }));
  expect(grouped([...many, ...many, { type: "b.B", id: "x" }, { type: undefined, id: "y" }, { type: "b.B", id: "" }]).map(({ type, ids }) => [type, ids.length])).toEqual([["a.A", 40], ["a.A", 5], ["b.B", 1]]);
});
