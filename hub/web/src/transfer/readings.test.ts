import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { readingsFor } from "./readings";

const fields = [["born", "date"], ["price", "money"], ["name", "text"], ["floors", "integer"], ["channels", "lines"]].map(([name, kind]) => ({ name, kind }) as FieldMeta);

// features: CUST-16
test("a column is read in the ways that its field knows", () => {
  expect(readingsFor(fields, "born")).toEqual(["dates=dmy", "dates=mdy", "dates=ymd"]);
  expect(readingsFor(fields, "price.amount")).toEqual(["decimal=comma", "decimal=point"]);
  expect(readingsFor(fields, "floors")).toEqual(["decimal=comma", "decimal=point"]);
  expect(readingsFor(fields, "name")).toEqual([]);
  expect(readingsFor(fields, "channels[mail].value")).toHaveLength(5);
  expect(readingsFor(fields, "gone")).toEqual([]);
});
