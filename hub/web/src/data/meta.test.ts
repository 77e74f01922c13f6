import { expect, test } from "vitest";
import { setPlace } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { Catalogue, inSentence, recordTitle, stateLabel, withReadableTimes } from "./meta";

const type = (name: string, x: Partial<TypeMeta> = {}) => ({ name, path: name.toLowerCase(), kind: "document", fields: [], ...x }) as unknown as TypeMeta;

test("a title is filled from the record and its references", () => {
  const record = { id: "0190-abcdef", version: 1, number: "7", account: "a1", titles: { a1: "Alpenhotel" }, name: { given: "Petra" } };
  expect(recordTitle(type("X", { title: "{number} {account} {missing} {name.given}" }), record)).toBe("7 Alpenhotel Petra");
  expect(recordTitle(type("X", { title: "{name}" }), { ...record, name: { given: "Petra", family: "Muster" } })).toBe("Petra Muster");
  expect(recordTitle(type("X", { title: "{missing}" }), record)).toBe("abcdef");
  // Parts side by side are one or the other.
  expect([{ subject: "Quote", body: "Good morning" }, { body: "Good morning" }].map((one) => recordTitle(type("X", { title: "{subject}{body}" }), { ...record, ...one }))).toEqual(["Quote", "Good morning"]);
  const line = type("Line", { title: "{text}", columns: ["position", "product"], fields: [{ name: "product", label: "", kind: "reference" }] });
  expect(recordTitle(line, { id: "0190-abcdef", version: 1, product: "p1", titles: { p1: "Boiler filter" } })).toBe("Boiler filter");
  expect(recordTitle(type("X", { title: "{number} {account}" }), { ...record, account: "01a1fd62-c552-70d2-8f76-19cdeafa066f" })).toBe("7");
});

test("a title reads as the reader writes: choices, sums and times, also in what the hub has written", () => {
  setPlace("en-GB", "Europe/Vaduz");
  const fields = [
    { name: "kind", label: "", kind: "choice", choices: [{ value: "labor", label: "Labour" }] }, { name: "at", label: "", kind: "instant" },
    { name: "amount", label: "", kind: "money" }, { name: "day", label: "", kind: "date" },
  ];
  const record = { id: "0190-abcdef", version: 1, kind: "labor", at: "2025-11-21T13:32:50.168976Z", amount: { amount: "5", currency: "CHF" }, day: "2026-11-21" };
  expect(recordTitle(type("X", { title: "{kind} {at}", fields } as Partial<TypeMeta>), record)).toBe("Labour 21 Nov 2025, 14:32");
  expect(recordTitle(type("X", { title: "{day} {amount}", fields } as Partial<TypeMeta>), record)).toBe("Sat, 21 Nov 2026 CHF 5.00");
  expect(withReadableTimes("North 2025-11-21T13:32:50Z, from 2026-11-21")).toBe("North 21 Nov 2025, 14:32, from Sat, 21 Nov 2026");
  expect(withReadableTimes("WO-1 Boiler 2025-11-21 15:00")).toBe("WO-1 Boiler 21 Nov 2025, 16:00");
  expect(withReadableTimes("INV-2026-11-21-7")).toBe("INV-2026-11-21-7");
});

test("owned types are found by their owner field, and by a part of an owner that is a choice", () => {
  const invoice = type("billing.Invoice");
  const line = type("billing.LineItem", { kind: "owned", owner_field: "document", fields: [{ name: "product", label: "", kind: "reference", refers: "stock.Product" }, { name: "invoice", label: "", kind: "reference", refers: "billing.Invoice", one_of: "document" }] });
  const product = type("stock.Product");
  const other = type("stock.Level", { kind: "owned", owner_field: "product", fields: [{ name: "product", label: "", kind: "reference", refers: "stock.Product" }] });
  const owned = new Catalogue([invoice, line, other]).ownedBy(invoice);
  expect(owned.map((one) => [one.type.name, one.field.name])).toEqual([["billing.LineItem", "invoice"]]);
  const catalogue = new Catalogue([invoice, line, other, product]);
  expect(catalogue.ownedBy(product).map((one) => one.type.name)).toEqual(["stock.Level"]);
  expect(catalogue.ownerOf(line, { id: "l", version: 1, product: "p", invoice: "i" })).toEqual({ type: invoice, id: "i" });
  expect(catalogue.ownerOf(invoice, { id: "i", version: 1 })).toBeUndefined();
});

test("what names a record is found, owned types and mere events aside", () => {
  const account = type("crm.Account");
  const names = (name: string) => ({ name, label: name, kind: "reference" as const, refers: "crm.Account" });
  const site = type("crm.Site", { fields: [names("account")] });
  const quote = type("sales.Quote", { fields: [names("account"), names("payer")] });
  const event = type("field.JobEvent", { kind: "append_only", fields: [names("account")] });
  const action = { name: "reverse", label: "Reverse", from: [], to: "", may: true };
  const settled = type("billing.Settlement", { kind: "append_only", fields: [names("payer")], flow: { name: "", states: [], actions: [action] } });
  const found = new Catalogue([account, site, quote, event, settled]).referringTo(account);
  expect(found.map((one) => [one.type.name, one.field.name, one.alone])).toEqual([
    ["crm.Site", "account", true], ["sales.Quote", "account", false], ["sales.Quote", "payer", false],
    ["billing.Settlement", "payer", true],
  ]);
});

test("labels inside an English sentence are small, abbreviations are not", () => {
  expect(inSentence("Work order", "en")).toBe("work order");
  expect(inSentence("PDF form", "en")).toBe("PDF form");
  expect(inSentence("Auftrag", "de")).toBe("Auftrag");
});

test("a state without a label is its own name in words", () => {
  expect(stateLabel(undefined, "on_my_way")).toBe("On my way");
});
