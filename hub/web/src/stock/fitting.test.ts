import { expect, test } from "vitest";
import type { StockPlace } from "../data/pages";
import { fitting } from "./fitting";

const places = [
  { id: "1", items: [{ code: "P-1", name: "Pump" }, { code: "F-2", name: "Filter" }] },
  { id: "2", items: [] },
] as unknown as StockPlace[];

test("without a text everything is shown, with one only what fits", () => {
  expect(fitting(places, " ")).toHaveLength(2);
  expect(fitting(places, "pump").map((place) => [place.id, place.items.length])).toEqual([["1", 1]]);
  expect(fitting(places, "f-2")[0]?.items[0]?.name).toBe("Filter");
});
