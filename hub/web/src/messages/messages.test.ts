import { expect, test } from "vitest";
import { merge, type Catalogue } from "@common/i18n";
import sharedEnglish from "../../../../common/web/src/messages/en.json";
import first from "./en.json";
import later from "./en.later.json";
import german from "./de.json";
import helps from "./helps.de.json";
import labels from "../../../../proto/labels.de.json";

const english = merge(first, later);

const keys = (catalogue: Catalogue, before = ""): string[] =>
  Object.entries(catalogue).flatMap(([key, value]) => (typeof value === "object" ? keys(value, `${before}${key}.`) : [before + key]));

const sources = Object.entries(import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }))
  .filter(([file]) => !file.includes(".test."))
  .map(([file, text]) => ({ file, text }));

test("both languages have the same messages", () => {
  expect(keys(german).sort()).toEqual(keys(english).sort());
});

test("German is written as in Switzerland and Liechtenstein, without ß", () => {
  expect(JSON.stringify([german, labels, helps]).match(/\S*ß\S*/g)).toBeNull();
});

test("every message asked for by name exists", () => {
  // i18next finds "name_one" and "name_other" under "name" by the count.
  const known = new Set(keys(merge(sharedEnglish, english)).flatMap((key) => [key, key.replace(/_(one|other)$/, "")]));
  const asked = sources.flatMap(({ text }) => [...text.matchAll(/\bt\(\s*"([a-z_.]+)"/g)].map((match) => match[1]!));
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});

test("what comes with its page is asked for by that page's folder alone", () => {
  const folders: Record<keyof typeof later, string> = { builder: "builder", access: "access", api: "programs", audit: "audit", jobs: "jobs", fleet: "vans", conflicts: "conflicts" };
  expect(Object.keys(folders).sort()).toEqual(Object.keys(later).sort());
  expect(Object.keys(later).filter((section) => section in first)).toEqual([]);
  for (const [section, folder] of Object.entries(folders)) {
    const asking = sources.filter(({ text }) => new RegExp(`["\`]${section}\\.(?![A-Z])`).test(text)).map(({ file }) => file);
    expect(asking.length).toBeGreaterThan(0);
    expect(asking.filter((file) => !file.startsWith(`../${folder}/`)), section).toEqual([]);
    const borrowing = sources.filter(({ file, text }) => !file.startsWith(`../${folder}/`) && new RegExp(`(?<!withWords\\(\\(\\) => import\\()"[./]+/${folder}/`).test(text)).map(({ file }) => file);
    expect(borrowing, folder).toEqual([]);
  }
});
