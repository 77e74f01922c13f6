import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import english from "../messages/en.json";
import german from "../messages/de.json";
import { operatorsFor } from "./filter";
import { operatorKey } from "./sentence";

const field = (kind: string, list = false) => ({ name: "f", label: "F", kind, list }) as FieldMeta;

test("every comparison has words in every language, and a key without a colon", () => {
  for (const one of [field("text"), field("integer"), field("instant"), field("choice"), field("boolean"), field("reference", true)]) {
    for (const operator of operatorsFor(one)) {
      const key = operatorKey(operator, one);
      for (const { list } of [english, german]) expect(list.operator).toHaveProperty([key]);
      expect(key).not.toContain(":");
    }
  }
});

test("days come before and after, figures are more and less", () => {
  expect([operatorKey("<", field("date")), operatorKey("<", field("money")), operatorKey(":", field("text"))]).toEqual(["<", "number<", "has"]);
});
