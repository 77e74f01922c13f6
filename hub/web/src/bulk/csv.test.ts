import { expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { csvOf } from "./csv";

const type = { fields: [], flow: { name: "f", states: [{ name: "done", label: "Done" }], actions: [] } } as unknown as TypeMeta;
const column = (name: string, kind = "text") => ({ field: { name, label: name, kind } as FieldMeta, label: name });

test("labels, references by title and states by label; quotes where they are needed", () => {
  const rows = [{ id: "1", version: 1, state: "done", name: 'Boiler, "old"', account: "a1", titles: { a1: "Alpenhotel" } }];
  expect(csvOf(type, [column("name"), column("account", "reference"), column("state")], rows)).toBe('\uFEFFname,account,state\r\n"Boiler, ""old""",Alpenhotel,Done\r\n');
});

test("what a spreadsheet would run is text, a negative figure stays one", () => {
  const rows = ["=1+1", "-5.00", "@x"].map((name, index) => ({ id: String(index), version: 1, name }));
  expect(csvOf(type, [column("name")], rows)).toBe("\uFEFFname\r\n'=1+1\r\n-5.00\r\n'@x\r\n");
});
