import { describe, expect, it } from "vitest";
import { letters, signs, wantsCapital } from "./layouts";

describe("layouts", () => {
  it("hold every letter once, German also the umlauts", () => {
    const alphabet = [..."abcdefghijklmnopqrstuvwxyz"];
    expect([...letters.en.join("")].sort()).toEqual(alphabet);
    expect([...letters.de.join("")].sort()).toEqual([...alphabet, "ä", "ö", "ü"]);
    expect(new Set(signs.join("")).size).toBe(signs.join("").length);
  });

  it("start sentences large", () => {
    expect(["", "Done. ", "What?\n", "  "].map(wantsCapital)).toEqual([true, true, true, true]);
    expect(["Done", "1.5", "a, "].map(wantsCapital)).toEqual([false, false, false]);
  });
});
