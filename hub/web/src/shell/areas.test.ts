import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { Catalogue } from "../data/meta";
import { areasOf } from "./areas";
import { menuFor, phoneMenu } from "./menu";

const type = (area: string, plural: string, kind = "document") => ({ name: `${area}.${plural}`, path: plural.toLowerCase().replaceAll(" ", "-"), area, label: plural.slice(0, -1), plural, kind, may: {} }) as unknown as TypeMeta;
const types = [type("admin", "Users"), type("crm", "Sites"), type("crm", "Accounts"), type("stock", "Warehouses"), type("crm", "Lines", "owned"), type("field", "Work orders")];
const label = (area: string) => ({ crm: "Customers" })[area] ?? area;
const shown = (catalogue: Catalogue, text = "") => areasOf(catalogue, label, text).map((area) => [area.label, ...area.types.map((one) => one.plural)]);

test("areas stand in the order of the work, their types by name, what is owned is left out", () => {
  expect(shown(new Catalogue(types))).toEqual([["Customers", "Accounts", "Sites"], ["field", "Work orders"], ["stock", "Warehouses"], ["admin", "Users"]]);
});

// features: EXTN-05 with tests/hub/server/settings_test.cpp
test("what is switched off is not in the menu, administration always is", () => {
  const catalogue = new Catalogue(types, ["crm"]);
  expect(shown(catalogue)).toEqual([["Customers", "Accounts", "Sites"], ["admin", "Users"]]);
  expect(menuFor(catalogue).map((entry) => entry.to)).toEqual(["/", "/records/accounts", "/records"]);
  expect(catalogue.path("warehouses")).toBeDefined();
});

test("typing finds by type and by area", () => {
  expect(shown(new Catalogue(types), "acc")).toEqual([["Customers", "Accounts"]]);
  expect(shown(new Catalogue(types), "cust si")).toEqual([["Customers", "Sites"]]);
});

test("a phone has the first pages under the thumb", () => {
  expect(phoneMenu(menuFor(new Catalogue(types))).map((entry) => entry.to)).toEqual(["/", "/records/work-orders", "/records/accounts"]);
});
