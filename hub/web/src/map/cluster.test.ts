import { expect, test } from "vitest";
import { clustersOf, partingZoom } from "./cluster";

const vaduz = { id: "v", latitude: 47.141, longitude: 9.5215 };
const schaan = { id: "s", latitude: 47.165, longitude: 9.5088 };
const zurich = { id: "z", latitude: 47.3769, longitude: 8.5417 };

test("from afar near places are one, from near each stands alone", () => {
  const far = clustersOf([vaduz, schaan, zurich], 7);
  expect(far.map((one) => one.members.map(({ id }) => id))).toEqual([["v", "s"], ["z"]]);
  expect(far[0]!.latitude).toBeCloseTo(47.153);
  expect(clustersOf([vaduz, schaan, zurich], 14)).toHaveLength(3);
});

test("a cluster knows where it parts; what lies on one place never does", () => {
  const [both] = clustersOf([vaduz, schaan], 7);
  const zoom = partingZoom(both!, 7)!;
  expect([clustersOf([vaduz, schaan], zoom).length, clustersOf([vaduz, schaan], zoom - 1).length]).toEqual([2, 1]);
  expect(partingZoom(clustersOf([vaduz, { ...vaduz, id: "w" }], 7)[0]!, 7)).toBeUndefined();
});
