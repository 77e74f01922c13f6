import { describe, expect, it } from "vitest";
import { isWhole, readInvitation, tidyCode } from "./invitation";

// features: SYNC-01
describe("invitation of the office", () => {
  it("is read from the QR code, and nothing else is taken for one", () => {
    expect(readInvitation("truckroll:enrol?hub=https%3A%2F%2Fhub.example%3A8443&code=ABCDE-FGHJK")).toEqual({ hub: "https://hub.example:8443", code: "ABCDE-FGHJK" });
    expect(readInvitation("truckroll:enrol?hub=https://hub.example")).toBeNull();
    expect(readInvitation("4006381333931")).toBeNull();
  });
  it("takes a code as people type it", () => {
    expect(tidyCode("abcde fghjk")).toBe("ABCDE-FGHJK");
    expect(tidyCode("abc")).toBe("ABC");
    expect(tidyCode("ABCDE-FGHJKLM")).toBe("ABCDE-FGHJK");
    expect(isWhole("ABCDE-FGHJ")).toBe(false);
    expect(isWhole("abcdefghjk")).toBe(true);
  });
});
