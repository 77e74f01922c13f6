import { describe, expect, it } from "vitest";
import { codeOf, inGroups, isWhole, phoneName, tidyCode } from "./code";

// features: X-37
describe("code that pairs a phone", () => {
  it("is taken as people type it", () => {
    expect(tidyCode("abcd 2345")).toBe("ABCD-2345");
    expect(tidyCode("abcd-2345-more")).toBe("ABCD-2345");
    expect(isWhole("abcd234")).toBe(false);
    expect(isWhole("abcd2345")).toBe(true);
  });
  it("comes behind the # of the pairing page and from nowhere else", () => {
    expect(codeOf("/pair", "#code=ABCD2345")).toBe("ABCD-2345");
    expect(codeOf("/pair", "")).toBe("");
    expect(codeOf("/", "#code=ABCD2345")).toBe("");
  });
  it("goes with a name for the phone", () => {
    expect(phoneName("Mozilla/5.0 (Linux; Android 14; Pixel 8)")).toBe("Android");
    expect(phoneName("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)")).toBe("iPhone");
    expect(phoneName("Mozilla/5.0 (X11; Linux x86_64)")).toBe("");
  });
  it("stands beside a fingerprint in groups", () => expect(inGroups("ab12cd")).toBe("AB12 CD"));
});
