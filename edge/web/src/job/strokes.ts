export type Point = [number, number];
export type Stroke = Point[];

interface Dot {
  x: number;
  y: number;
}

/// Strokes as the agent keeps them: both axes from 0 to 1 over the field, four digits, no stroke without points.
export function normalStrokes(groups: { points: Dot[] }[], width: number, height: number): Stroke[] {
  const fit = (value: number, size: number) =>
    Math.round(Math.min(1, Math.max(0, value / Math.max(1, size))) * 10_000) / 10_000;
  return groups
    .map((group) => group.points.map((point): Point => [fit(point.x, width), fit(point.y, height)]))
    .filter((stroke) => stroke.length > 0);
}

/// A slip of the glove is no signature: it needs some length, measured in widths of the field.
export function isSignature(strokes: Stroke[], aspect: number): boolean {
  const lengthMin = 0.15;
  let length = 0;
  for (const stroke of strokes) {
    for (let index = 1; index < stroke.length; index++) {
      const [x, y] = stroke[index]!;
      const [fromX, fromY] = stroke[index - 1]!;
      length += Math.hypot(x - fromX, (y - fromY) / Math.max(0.1, aspect));
    }
  }
  return length >= lengthMin;
}
