import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { Catalogue } from "../data/meta";
import { matching } from "./commands";
import { deliveredFor, readableFor } from "../home/widgets";
import { activeEntry, menuFor, phoneMenu } from "./menu";

const catalogue = new Catalogue(["work-orders", "invoices"].map((path) => ({ name: path, path }) as TypeMeta));

test("the menu shows only what the user may read", () => {
  expect(menuFor(catalogue).map((entry) => entry.to)).toEqual(["/", "/records/work-orders", "/invoices", "/records"]);
});

test("the board is there only for who may see everybody's visits", () => {
  const has = (read_all: boolean) => menuFor(new Catalogue([{ name: "v", path: "scheduled-events", may: { read_all } } as TypeMeta])).some((entry) => entry.to === "/dispatch");
  expect([has(true), has(false)]).toEqual([true, false]);
  const vans = (read_all: boolean) => menuFor(new Catalogue([{ name: "d", path: "devices", may: { read_all } } as TypeMeta])).some((entry) => entry.to === "/vans");
  expect([vans(true), vans(false)]).toEqual([true, false]);
});

test("whoever sells and plans no visits begins with leads and deals", () => {
  const types = (plans: boolean) => new Catalogue([["work-orders"], ["leads", true], ["deals", true], ["scheduled-events", plans]].map(([path, create]) => ({ name: path, path, may: { create } }) as unknown as TypeMeta));
  expect(phoneMenu(menuFor(types(false))).map((entry) => entry.to)).toEqual(["/", "/records/leads", "/records/deals"]);
  expect(menuFor(types(true)).map((entry) => entry.to)).toEqual(["/", "/records/work-orders", "/records/leads", "/records/deals", "/records"]);
  expect(deliveredFor(types(false)).map((one) => one.kind)).toEqual(["own_deals", "own_leads", "tasks"]);
  expect(deliveredFor(types(true)).map((one) => one.kind)).toEqual(["figures", "own_visits", "open_jobs"]);
});

// features: WEB-09
test("whoever reads no visits begins with the lists that he may read", () => {
  const types = [["tickets", "support", "document"], ["notes", "crm", "document"], ["users", "admin", "document"], ["notification-preferences", "workflow", "document"], ["products", "stock", "setup"], ["note-lines", "crm", "owned"]];
  const customer = new Catalogue(types.map(([path, area, kind]) => ({ name: path, path, area, kind, label: path, plural: path }) as TypeMeta));
  expect(deliveredFor(customer).map((one) => one.kind)).toEqual(["open_jobs", "readable", "tasks"]);
  expect(readableFor(customer).map((one) => one.path)).toEqual(["notes", "tickets"]);
});

test("the nearest entry is lit", () => {
  const menu = menuFor(catalogue);
  expect(activeEntry(menu, "/work-orders/7")).toBe("/records/work-orders");
  expect(activeEntry(menu, "/records/invoices/7")).toBe("/invoices");
  expect(activeEntry(menu, "/records/sites/1")).toBe("/records");
  expect(activeEntry(menu, "/")).toBe("/");
});

test("every typed word begins a word of the command", () => {
  const commands = [{ to: "/a", text: "New work order", group: "create" as const }, { to: "/b", text: "Vans", group: "go" as const }];
  expect(matching(commands, "wo ord").map((one) => one.to)).toEqual(["/a"]);
  expect(matching(commands, "").map((one) => one.to)).toEqual(["/b"]);
});
