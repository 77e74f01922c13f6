import { expect, test } from "vitest";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { differing, firstSides, mergeBody, sidesOf } from "./merge";

const field = (name: string, more: Partial<FieldMeta> = {}): FieldMeta => ({ name, label: name, kind: "text", ...more }) as FieldMeta;
const fields = [field("name"), field("industry"), field("channels", { kind: "lines" }), field("language"), field("made", { locked: true })];
const type = { fields } as unknown as TypeMeta;
const kept = { id: "k", version: 3, name: "A", language: "de", channels: [{ line: "l1", value: "x" }], made: "1" } as unknown as RecordData;
const other = { id: "o", version: 4, name: "B", language: "de", industry: "wood", channels: [{ line: "l9", value: "y" }], made: "2" } as unknown as RecordData;

test("only what differs and may be set is chosen", () => {
  expect(differing(type, kept, other).map(({ name }) => name)).toEqual(["name", "industry", "channels"]);
  expect(differing(type, kept, { ...other, channels: [{ line: "l9", value: "x" }] } as unknown as RecordData).map(({ name }) => name)).toEqual(["name", "industry"]);
});

test("what only one says is kept, and lists are joined", () => {
  expect(firstSides(differing(type, kept, other), kept, other)).toEqual({ name: "kept", industry: "other", channels: "all" });
  expect(sidesOf(field("name"))).toEqual(["kept", "other"]);
});

test("the hub is asked for what is not kept as it is, with the versions that were read", () => {
  const chosen = differing(type, kept, other);
  expect(mergeBody(chosen, firstSides(chosen, kept, other), kept, other)).toEqual({
    losers: ["o"], fields: { industry: "o", channels: "all" }, versions: { k: 3, o: 4 },
  });
});
