import { describe, expect, it } from "vitest";
import { scaledSize } from "./picture";

describe("scaledSize", () => {
  it("fits the longer side and keeps the shape", () => {
    expect(scaledSize(4000, 3000)).toEqual({ width: 1600, height: 1200 });
    expect(scaledSize(3000, 4000)).toEqual({ width: 1200, height: 1600 });
  });

  it("never enlarges and never reaches zero", () => {
    expect(scaledSize(800, 600)).toEqual({ width: 800, height: 600 });
    expect(scaledSize(100_000, 1)).toEqual({ width: 1600, height: 1 });
  });
});
