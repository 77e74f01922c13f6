// features: COLL-03 with tests/browser/records.mjs
import { expect, test } from "vitest";
import { ProblemError } from "@common/api";
import type { TypeMeta } from "@common/meta";
import type { HistoryItem } from "../data/records";
import { copyOf, deletionOf, isGone, mayRestore, mergedInto } from "./gone";

const refusal = (status: number, more = {}) => new ProblemError(status, { title: "no", ...more });
const item = (action: string) => ({ position: 1, at: "2026-11-22T08:00:00Z", action, by_name: "Anna" }) as HistoryItem;

test("what is not there and what was merged is gone; what was changed or did not answer is not", () => {
  expect([404, 410, 412, 403, 0].map((status) => isGone(refusal(status)))).toEqual([true, true, false, false, false]);
  expect([mergedInto(refusal(410, { merged_into: "other" })), mergedInto(refusal(404))]).toEqual(["other", undefined]);
});

test("a deletion is told by the newest change only", () => {
  expect(deletionOf([item("delete"), item("change")])?.by_name).toBe("Anna");
  expect([deletionOf([item("restore"), item("delete")]), deletionOf([])]).toEqual([undefined, undefined]);
});

test("what a person entered is taken over, not what rules set, secrets or the ids of lines", () => {
  const field = (name: string, more = {}) => ({ name, label: name, kind: "text", ...more });
  const type = { kind: "master", may: { delete: true }, fields: [field("name"), field("note"), field("number", { readonly: true }), field("total", { derived: true }), field("key", { secret: true }), field("lines", { kind: "lines" })] } as unknown as TypeMeta;
  const values = { id: "r", version: 3, name: "Boiler", note: "", number: "R-1", total: 4, key: "x", lines: [{ line: "l1", text: "one" }] };
  expect(copyOf(type, values)).toEqual({ name: "Boiler", lines: [{ text: "one" }] });
  expect([mayRestore(type), mayRestore({ ...type, kind: "owned" } as TypeMeta), mayRestore({ ...type, may: { ...type.may, delete: false } })]).toEqual([true, false, false]);
});
