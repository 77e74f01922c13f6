import { describe, expect, it } from "vitest";
import { isSignature, normalStrokes } from "./strokes";

describe("normalStrokes", () => {
  it("maps to 0..1 and keeps what ran over the edge on it", () => {
    const groups = [{ points: [{ x: 0, y: 0 }, { x: 300, y: 50 }, { x: 700, y: -4 }] }, { points: [] }];
    expect(normalStrokes(groups, 600, 200)).toEqual([[[0, 0], [0.5, 0.25], [1, 0]]]);
  });
});

describe("isSignature", () => {
  it("refuses dots and slips, takes a line", () => {
    expect(isSignature([], 3)).toBe(false);
    expect(isSignature([[[0.5, 0.5]]], 3)).toBe(false);
    expect(isSignature([[[0.5, 0.5], [0.52, 0.5]]], 3)).toBe(false);
    expect(isSignature([[[0.2, 0.5], [0.6, 0.4]]], 3)).toBe(true);
  });
});
