import { expect, test } from "vitest";
import { pastedNumber } from "./pasted";

test("numbers are read as people write them", () => {
  for (const [text, language, number] of [
    ["1'250,50", "de", "1250.50"], ["1’250.50", "de-CH", "1250.50"], ["1.250,50", "de", "1250.50"], ["1,250.50", "en", "1250.50"],
    ["2,5", "de", "2.5"], ["2,5", "en", "2.5"], ["1,250", "en", "1250"], ["1,250", "de", "1.250"], ["1.250", "de", "1.250"],
    ["1.250.000", "de", "1250000"], [" 12 000,5 ", "de", "12000.5"], ["-3,2", "de", "-3.2"], ["−4", "en", "-4"], ["+7", "en", "7"], ["CHF 12,50", "de", "12.50"], ["1'250.00 EUR", "de", "1250.00"], ["€5", "en", "5"],
  ] as const) expect([text, pastedNumber(text, language)]).toEqual([text, number]);
});

test("what is no number is none", () => {
  for (const text of ["", "abc", "12,50 or so", "1,2,3.4.5", "--1", "12a"]) expect(pastedNumber(text, "de")).toBeUndefined();
});
