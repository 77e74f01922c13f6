import { expect, test } from "vitest";
import type { RecordData } from "@common/meta";
import { lacking } from "./userCare";

const assignment = (state: string) => ({ id: state, version: 1, state }) as RecordData;

test.each([
  ["invited, without a role", "invited", [], ["activate", "no_role"]],
  ["invited, with one", "invited", ["active"], ["activate"]],
  ["active, the role still waits", "active", ["requested"], ["approve"]],
  ["active, the role was taken back", "active", ["revoked"], ["no_role"]],
  ["active and at work", "active", ["requested", "reviewed"], []],
  ["gone", "left", [], []],
])("%s", (_, state, roles, steps) => {
  expect(lacking({ state }, roles.map(assignment)).steps).toEqual(steps);
});

test("the request that waits is named", () => {
  expect(lacking({ state: "active" }, [assignment("requested")]).waiting?.id).toBe("requested");
});
