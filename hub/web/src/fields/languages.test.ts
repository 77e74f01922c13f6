import { expect, test } from "vitest";
import { languageChoices } from "./languages";

test("languages are named and ordered as the reader does, and what is saved is among them", () => {
  const german = languageChoices("de", "en");
  expect(german.find(({ value }) => value === "de")?.label).toBe("Deutsch");
  expect(german.map(({ label }) => label)).toEqual(german.map(({ label }) => label).sort((a, b) => a.localeCompare(b, "de")));
  expect(languageChoices("en", "de-CH").map(({ value }) => value)).toContain("de-CH");
  expect(languageChoices("en", "not a code!").map(({ label }) => label)).toContain("not a code!");
});
