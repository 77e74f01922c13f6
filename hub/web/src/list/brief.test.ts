import { beforeAll, expect, test } from "vitest";
import { setPlace } from "@common/format";
import { startI18n } from "@common/i18n";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { briefOf } from "./brief";

const field = (name: string, kind: string) => ({ name, kind, label: name.charAt(0).toUpperCase() + name.slice(1) }) as FieldMeta;
const columns = [field("number", "text"), field("account", "reference"), field("kind", "text"), field("due", "date"), field("state", "choice"), field("total", "money"), field("open", "money")];
const type = { name: "billing.Invoice", title: "{number} {account}", columns: [], fields: columns } as unknown as TypeMeta;
const chf = (amount: string) => ({ amount, currency: "CHF" });
const row = { id: "r1", version: 1, number: "INV-1", account: "a1", kind: "Invoice", due: "2026-12-21", state: "posted", total: chf("12.5"), open: chf("2.5") } as RecordData;
const brief = (shown: FieldMeta[], of: RecordData) => briefOf(type, shown, of, { a1: "Alpenhotel" }, (key) => key);

beforeAll(async () => {
  setPlace("en", "Europe/Vaduz");
  await startI18n({ english: {}, load: {} }, "en");
});

test("what the title says is not said again; days and figures come with their name", () => {
  expect(brief(columns, row)).toMatchObject({ title: "INV-1 Alpenhotel", facts: ["Invoice", "Due Mon, 21 Dec 2026"] });
});

test("several sums are told apart by their names, a single one needs none", () => {
  expect(brief(columns, row).sums.map(({ label, text }) => [label, text])).toEqual([["Total", "CHF 12.50"], ["Open", "CHF 2.50"]]);
  expect(brief(columns.slice(0, 6), row).sums).toEqual([{ name: "total", label: undefined, text: "CHF 12.50" }]);
});

test("what is empty takes no place", () => {
  expect(brief(columns, { id: "r2", version: 1, account: "a1" } as RecordData)).toEqual({ title: "Alpenhotel", facts: [], sums: [] });
});

test("a site that bears its customer's name is said once", () => {
  const both = [field("account", "reference"), field("site", "reference")];
  const job = { ...type, title: "{number}" } as TypeMeta;
  expect(briefOf(job, both, { id: "w1", version: 1, number: "WO-1", account: "a1", site: "s1" } as RecordData, { a1: "Kiosk", s1: "Kiosk" }, (key) => key).facts).toEqual(["Kiosk"]);
});
