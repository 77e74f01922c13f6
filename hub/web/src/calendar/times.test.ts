import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { entryOf, timesOf } from "./times";

const field = (name: string, kind: string, more = {}) => ({ name, label: name, kind, ...more });
const type = { fields: [field("eta", "instant", { derived: true }), field("due", "date"), field("start", "instant"), field("end", "instant"), field("days", "date", { list: true })] } as unknown as TypeMeta;

test("a beginning with its end comes first, what is computed last, an end never alone", () => {
  expect(timesOf(type).map((one) => [one.name, one.end?.name])).toEqual([["start", "end"], ["due", undefined], ["eta", undefined]]);
});

test("what is planned comes before what was promised, though both are shown and the promise is declared first", () => {
  const promised = [field("window_from", "instant"), field("window_to", "instant")];
  const booked = { columns: ["start", "end", "window_from"], fields: [...promised, field("start", "instant", { required: true }), field("end", "instant", { required: true }), field("held_until", "instant")] };
  const namesOf = (one: object) => timesOf(one as TypeMeta).map(({ name }) => name);
  expect(namesOf(booked)).toEqual(["start", "window_from", "held_until"]);
  expect(namesOf({ ...booked, columns: ["window_from"] })).toEqual(["start", "window_from", "held_until"]);
  expect(namesOf({ columns: ["window_from", "planned_start"], fields: [...promised, field("planned_start", "instant"), field("planned_end", "instant")] })).toEqual(["planned_start", "window_from"]);
});

const [visit, due] = timesOf(type);
const wall = (instant: string) => instant.slice(0, 16);

test("a stretch stands from its beginning to its end, a moment half an hour", () => {
  const row = { id: "v", version: 1, start: "2026-11-21T08:00:00Z", end: "2026-11-21T09:00:00Z", due: "2026-11-30" };
  expect(entryOf(visit!, row, "Boiler", wall)).toEqual({ id: "v", title: "Boiler", allDay: false, start: "2026-11-21T08:00", end: "2026-11-21T09:00" });
  expect(entryOf(visit!, { ...row, end: undefined }, "Boiler", wall)).toMatchObject({ end: "2026-11-21T08:30", extendedProps: { isOpen: true } });
});

test("days are whole, the last one too", () => {
  expect(entryOf(due!, { id: "v", version: 1, due: "2026-12-31" }, "Report", wall)).toEqual({ id: "v", title: "Report", allDay: true, start: "2026-12-31", end: "2027-01-01" });
  expect(entryOf(due!, { id: "v", version: 1 }, "Report", wall)).toBeUndefined();
});
