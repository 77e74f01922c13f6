import { describe, expect, it } from "vitest";
import { ScanDetector } from "./detector";

function type(detector: ScanDetector, text: string, gapMs: number, fromMs = 0, inField = true) {
  let at = fromMs;
  for (const key of text) detector.hear(key, (at += gapMs), inField);
  return detector.hear("Enter", at + gapMs, inField);
}

describe("ScanDetector", () => {
  it("takes a quick burst ended by Enter for a scan", () => {
    expect(type(new ScanDetector(), "7612345678900", 8).code).toBe("7612345678900");
  });

  it("leaves typing by hand alone, even a fast typist's", () => {
    expect(type(new ScanDetector(), "7612345678900", 70).code).toBeNull();
  });

  it("believes a slow scanner where no field has the focus, but not a key now and then", () => {
    expect(type(new ScanDetector(), "FLT-100", 120, 0, false).code).toBe("FLT-100");
    expect(type(new ScanDetector(), "FLT-100", 160, 0, false).code).toBeNull();
  });

  it("leaves Enter alone when it comes long after the burst", () => {
    const detector = new ScanDetector();
    for (const [index, key] of [..."761234"].entries()) detector.hear(key, index * 8);
    expect(detector.hear("Enter", 2_000).code).toBeNull();
  });

  it("needs at least four characters", () => {
    expect(type(new ScanDetector(), "761", 5).code).toBeNull();
    expect(type(new ScanDetector(), "7612", 5).code).toBe("7612");
  });

  it("forgets what fingers typed before the scanner fired", () => {
    const detector = new ScanDetector();
    detector.hear("x", 0);
    detector.hear("y", 300);
    expect(type(detector, "FLT-220", 10, 1_000).code).toBe("FLT-220");
  });

  it("lets shift pass, as scanners press it for capitals", () => {
    const detector = new ScanDetector();
    let at = 0;
    for (const key of ["Shift", "F", "Shift", "L", "Shift", "T", "1"]) detector.hear(key, (at += 6));
    expect(detector.hear("Enter", at + 6).code).toBe("FLT1");
  });

  it("says where a burst started, so that a field can be put back", () => {
    const detector = new ScanDetector();
    expect(detector.hear("4", 1_000).started).toBe(true);
    expect(detector.hear("7", 1_008)).toEqual({ code: null, started: false, quick: true });
    expect(detector.hear("1", 1_200).started).toBe(true);
  });

  it("gives two scans in a row singly", () => {
    const detector = new ScanDetector();
    expect(type(detector, "AAAA1", 8).code).toBe("AAAA1");
    expect(type(detector, "BBBB2", 8, 100).code).toBe("BBBB2");
  });

  it("stays bounded when a key is stuck", () => {
    expect(type(new ScanDetector(), "9".repeat(5_000), 5).code?.length ?? 0).toBeLessThanOrEqual(128);
  });
});
