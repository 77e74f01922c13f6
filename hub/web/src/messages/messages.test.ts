import { expect, test } from "vitest";
import { merge, type Catalogue } from "@common/i18n";
import sharedEnglish from "../../../../common/web/src/messages/en.json";
import english from "./en.json";
import german from "./de.json";

const keys = (catalogue: Catalogue, before = ""): string[] =>
  Object.entries(catalogue).flatMap(([key, value]) => (typeof value === "object" ? keys(value, `${before}${key}.`) : [before + key]));

const sources = Object.entries(import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }))
  .filter(([file]) => !file.includes(".test."))
  .map(([, text]) => text);

test("both languages have the same messages", () => {
  expect(keys(german).sort()).toEqual(keys(english).sort());
});

test("every message asked for by name exists", () => {
  // i18next finds "name_one" and "name_other" under "name" by the count.
  const known = new Set(keys(merge(sharedEnglish, english)).flatMap((key) => [key, key.replace(/_(one|other)$/, "")]));
  const asked = sources.flatMap((text) => [...text.matchAll(/\bt\(\s*"([a-z_.]+)"/g)].map((match) => match[1]!));
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});
