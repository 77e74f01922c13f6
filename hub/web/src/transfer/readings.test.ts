import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { readingsFor, twoWaysOf } from "./readings";

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

// features: CUST-18
test("a day that may be read in two ways is told with both, unless another cell settles it", () => {
  expect(twoWaysOf(["03/03/2026", "", "01/02/2026 10:00"], "dates=dmy")).toEqual({ value: "01/02/2026", read: "2026-02-01", other: "2026-01-02" });
  expect(twoWaysOf(["1-2-26"], "empty=x; dates=mdy")).toEqual({ value: "1-2-26", read: "2026-01-02", other: "2026-02-01" });
  expect(twoWaysOf(["01/02/2026", "25/02/2026"], "dates=dmy")).toBeUndefined();
  expect(twoWaysOf(["03/03/2026"], "dates=dmy")).toBeUndefined();
  expect(twoWaysOf(["01/02/2026"], "")).toBeUndefined();
  expect(twoWaysOf(["01.02.2026"], "dates=dmy")).toBeUndefined();
});
