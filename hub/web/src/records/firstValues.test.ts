import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { isAskedFirst } from "../fields/visible";
import { firstValues, givenBy } from "./firstValues";

const field = (name: string, x: Partial<FieldMeta> = {}): FieldMeta => ({ name, label: name, kind: "text", ...x });

test("a new record shows what it will begin with", () => {
  const fields = [
    field("priority", { kind: "choice", default: "normal" }), field("open", { kind: "boolean", default: "true" }), field("days", { kind: "integer", default: "30" }),
    field("amount", { kind: "decimal", default: "1.50" }), field("zone", { widget: "time_zone", required: true }), field("other_zone", { widget: "time_zone" }), field("name"),
  ];
  expect(firstValues(fields, "Europe/Vaduz")).toEqual({ priority: "normal", open: true, days: 30, amount: "1.50", zone: "Europe/Vaduz" });
});

test("what is computed, set by rules or found out at work is not asked", () => {
  const fields = [field("summary"), field("margin", { derived: true }), field("number", { readonly: true, locked: true }), field("resolution", { later: true }),
    field("template", { readonly: true, locked: true, required: true }), field("contact", { readonly: true, locked: true, one_of: "subject" }), field("origin", { readonly: true, locked: true, required: true, default: "hand" })];
  expect(fields.filter((one) => isAskedFirst(one)).map((one) => one.name)).toEqual(["summary", "template", "contact"]);
  expect(fields.filter((one) => isAskedFirst(one, true)).map((one) => one.name)).toEqual(["summary", "template"]);
});

test("the address fills a reference, or begins the lines with one that names the record", () => {
  const account = { name: "account", label: "Account", kind: "reference", refers: "crm.Account", required: true } as FieldMeta;
  const accounts = { name: "accounts", label: "Accounts", kind: "lines", lines: [account] } as FieldMeta;
  const type = { fields: [account, accounts, { ...account, name: "sum", derived: true }] } as unknown as TypeMeta;
  const address = new URLSearchParams("account=a1&accounts.account=a2&sum=a3&other=a4");
  expect(givenBy(type, (name) => address.get(name)).map(({ field, refers, value }) => [field.name, refers, value])).toEqual([
    ["account", "crm.Account", "a1"], ["accounts", "crm.Account", [{ account: "a2" }]],
  ]);
});
