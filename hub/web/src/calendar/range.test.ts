import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { rangeFilter } from "./range";
import type { Times } from "./times";

const range = { from: "2026-11-16", to: "2026-11-23" };
const field = (name: string, kind: string) => ({ name, kind, label: name }) as FieldMeta;

test("days begin at midnight of the reader", () => {
  const times: Times = { name: "at", label: "", start: field("at", "instant") };
  expect(rangeFilter(times, range, "Europe/Vaduz")).toBe('at >= "2026-11-15T23:00:00Z" AND at < "2026-11-22T23:00:00Z"');
});

test("what began before and still lasts is there", () => {
  const times: Times = { name: "from", label: "", start: field("from", "date"), end: field("to", "date") };
  expect(rangeFilter(times, range, "Europe/Vaduz")).toBe('from < "2026-11-23" AND (from >= "2026-11-16" OR to >= "2026-11-16")');
});
