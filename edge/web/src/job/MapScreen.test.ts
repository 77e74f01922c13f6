import { describe, expect, it } from "vitest";
import { geoLink } from "../parts/geo";
import { markersOf } from "./MapScreen";
import type { Card } from "../agent/types";

describe("geoLink", () => {
  it("carries point and address", () => {
    expect(geoLink({ latitude: 47.14, longitude: 9.52 }, "Dorfstrasse 4, 9490 Vaduz"))
      .toBe("geo:47.14,9.52?q=Dorfstrasse%204%2C%209490%20Vaduz");
    expect(geoLink(null, "Mauren")).toBe("geo:0,0?q=Mauren");
  });
});

describe("markersOf", () => {
  const card = { id: "v", summary: "Boiler", position: { latitude: 47, longitude: 9 } } as Card;

  it("shows what is known only", () => {
    expect(markersOf({ ...card, position: null }, null, "Van")).toEqual([]);
    expect(markersOf(card, { latitude: 47.1, longitude: 9.1 }, "Van").map((marker) => marker.id)).toEqual(["v", "van"]);
  });
});
