import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import german from "./de.json";
import english from "./en.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") all.set(path + key, value);
    else flat(value, `${path}${key}.`).forEach((text, name) => all.set(name, text));
  }
  return all;
}

const en = flat(english);
const de = flat(german);
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

function keysInSource(folder: string): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(entry) || entry.endsWith(".test.ts")) continue;
    const text = readFileSync(join(folder, entry), "utf8");
    for (const match of text.matchAll(/\bt\(\s*"([\w.-]+)"/g)) found.add(match[1]!);
  }
  return found;
}

describe("message catalogue", () => {
  it("says everything in both languages", () => {
    expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
    expect([...en.values(), ...de.values()].filter((text) => !text.trim())).toEqual([]);
  });

  it("fills the same blanks in both languages", () => {
    for (const [key, text] of en) expect([key, placeholders(de.get(key) ?? "")]).toEqual([key, placeholders(text)]);
  });

  it("writes Swiss German spelling, without ß", () => {
    expect([...de].filter(([, text]) => text.includes("ß"))).toEqual([]);
  });

  it("holds every key that the source asks for", () => {
    const used = keysInSource(join(import.meta.dirname, ".."));
    expect(used.size).toBeGreaterThan(100);
    expect([...used].filter((key) => !en.has(key) && !en.has(`${key}_other`))).toEqual([]);
  });
});
