import { expect, test } from "vitest";
import { merge, nearest, type Catalogue } from "./i18n";
import english from "./messages/en.json";
import german from "./messages/de.json";

const keys = (catalogue: Catalogue, before = ""): string[] =>
  Object.entries(catalogue).flatMap(([key, value]) => (typeof value === "object" ? keys(value, `${before}${key}.`) : [before + key]));

test("both languages have the same messages", () => {
  expect(keys(german).sort()).toEqual(keys(english).sort());
});

test("the nearest language stands in", () => {
  expect(nearest("de-CH")).toBe("de");
  expect(nearest("fr")).toBe("en");
});

test("the app's message wins over the shared one", () => {
  expect(merge({ a: { x: "1", y: "2" } }, { a: { x: "3" } })).toEqual({ a: { x: "3", y: "2" } });
});
