import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { placesOf, positionOf } from "./places";

const field = (name: string, kind: string) => ({ name, kind, label: name }) as FieldMeta;

test("addresses and positions place a record, lists of them do not", () => {
  const type = { fields: [field("address", "address"), field("at", "position"), { ...field("track", "position"), list: true }, field("name", "text")] } as unknown as TypeMeta;
  expect(placesOf(type).map((one) => one.name)).toEqual(["address", "at"]);
});

test("an address without a position has no place", () => {
  const row = { id: "s", version: 1, address: { city: "Vaduz", position: { latitude: 47.1, longitude: 9.5 } }, at: { latitude: "47.2", longitude: "9.6" } };
  expect(positionOf(field("address", "address"), row)).toEqual({ latitude: 47.1, longitude: 9.5 });
  expect(positionOf(field("at", "position"), row)).toEqual({ latitude: 47.2, longitude: 9.6 });
  expect(positionOf(field("address", "address"), { ...row, address: { city: "Vaduz" } })).toBeUndefined();
});
