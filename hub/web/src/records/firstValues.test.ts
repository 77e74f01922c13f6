import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { isAskedFirst } from "../fields/visible";
import { firstValues } from "./firstValues";

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
    field("template", { readonly: true, locked: true, required: true }), field("origin", { readonly: true, locked: true, required: true, default: "hand" })];
  expect(fields.filter(isAskedFirst).map((one) => one.name)).toEqual(["summary", "template"]);
});
