import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { foundTypes, isTypeName, typeChoices } from "./types";

const field = (more: object) => ({ name: "of_type", label: "Type", kind: "text", ...more }) as FieldMeta;
const types = [{ name: "field.WorkOrder", label: "Work order" }, { name: "crm.Account", label: "Account" }, { name: "ledger.Account", label: "Account" }];

// features: IDEN-04
test("types are chosen by their labels and kept by their names; equal labels are told apart", () => {
  expect(typeChoices(types, [])).toEqual([
    { value: "crm.Account", label: "Account (crm.Account)" }, { value: "ledger.Account", label: "Account (ledger.Account)" }, { value: "field.WorkOrder", label: "Work order" },
  ]);
});

test("a chosen type that the reader does not know is not lost", () => {
  expect(typeChoices(types, ["own.boiler_log", "crm.Account"])[0]).toEqual({ value: "own.boiler_log", label: "own.boiler_log" });
  expect(typeChoices(types, ["*"])[0]!.value).toBe("*");
});

test("only texts that hold a type's name are chosen so", () => {
  expect([field({}), field({ name: "of_types", list: true }), field({ name: "name" }), field({ kind: "choice" })].map(isTypeName)).toEqual([true, true, false, false]);
});

test("a type is found by its label, and by its name where no label is like that", () => {
  const choices = typeChoices([...types, { name: "workflow.Approval", label: "Approval" }], []);
  const found = (search: string) => foundTypes(choices, search).map(({ value }) => value);
  expect([found("work"), found("field.work"), found("nothing")]).toEqual([["field.WorkOrder"], ["field.WorkOrder"], []]);
});
