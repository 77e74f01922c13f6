import { expect, test } from "vitest";
import type { DispatchDay } from "./dispatch";
import { applyPosition, keysTouchedBy } from "./touched";

test("a change of a visit refreshes the board and the job's page", () => {
  const keys = keysTouchedBy({ record_type: "field.ScheduledEvent", path: "scheduled-events", id: "v", action: "change" });
  expect(keys).toContainEqual(["list", "scheduled-events"]);
  expect(keys).toContainEqual(["record", "scheduled-events", "v"]);
  expect(keys).toContainEqual(["dispatch"]);
  expect(keys).toContainEqual(["board"]);
  expect(keys).toContainEqual(["overview"]);
  expect(keys).not.toContainEqual(["trial"]);
});

test("a posting refreshes the trial balance", () => {
  expect(keysTouchedBy({ record_type: "ledger.JournalEntry", path: "journal-entries", id: "j", action: "create" })).toContainEqual(["trial"]);
});

test("a position moves its technician only", () => {
  const day = { technicians: [{ id: "a", position: null }, { id: "b", position: null }] } as unknown as DispatchDay;
  const next = applyPosition(day, { technician: "b", at: "t", latitude: 1, longitude: 2 });
  expect(next.technicians.map((one) => one.position)).toEqual([null, { at: "t", latitude: 1, longitude: 2 }]);
});

test("who changes a user may have changed the reader's language", () => {
  expect(keysTouchedBy({ record_type: "admin.User", path: "users", id: "u", action: "change" })).toContainEqual(["session"]);
});

test("a company's own type or field, or a right, makes the catalogue old", () => {
  for (const name of ["CustomType", "CustomField", "Role", "Permission"]) expect(keysTouchedBy({ record_type: `admin.${name}`, path: "x", id: "i", action: "change" })).toContainEqual(["meta"]);
  expect(keysTouchedBy({ record_type: "admin.SavedView", path: "saved-views", id: "i", action: "change" })).not.toContainEqual(["meta"]);
});
