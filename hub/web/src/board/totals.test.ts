import { expect, test } from "vitest";
import { setPlace } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { totalsOf } from "./totals";

const money = (name: string) => ({ name, label: name, kind: "money" });
const type = { columns: ["total"], fields: [money("total"), money("margin")] } as unknown as TypeMeta;
const row = (amount: string, currency = "CHF") => ({ id: amount, version: 1, total: { amount, currency }, margin: { amount, currency } });

test("sums are exact and never mix currencies", () => {
  setPlace("en-GB", "Europe/Vaduz");
  expect(totalsOf(type, [row("0.10"), row("0.20"), row("-1000.35"), row("5", "EUR")])).toEqual([{ label: "total", text: "CHF -1,000.05 + EUR 5.00" }]);
  expect(totalsOf(type, [{ id: "x", version: 1 }])).toEqual([]);
});
