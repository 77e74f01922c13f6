import { describe, expect, test } from "vitest";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { bothFilters, buildFilter, comparison, filterFields, nextOrder, operatorsFor, parseCondition, stateField, writeCondition } from "./filter";

test("quotes and backslashes stay inside the text", () => {
  expect(comparison("name", "=", 'a "b" \\ c')).toBe('name = "a \\"b\\" \\\\ c"');
});

test("computed values are not quoted", () => {
  expect(comparison("due", "=", "this_month()")).toBe("due = this_month()");
  expect(comparison("due", "<", "today()")).toBe("due < today()");
  expect(comparison("owner", "=", "me")).toBe("owner = me");
  expect(comparison("active", "=", "true")).toBe("active = true");
});

describe("buildFilter", () => {
  test("equal fields are alternatives, others must hold together", () => {
    const filter = buildFilter([
      { field: "state", operator: "=", value: "done" },
      { field: "account", operator: "=", value: "a1" },
      { field: "state", operator: "=", value: "closed" },
    ]);
    expect(filter).toBe('(state = "done" OR state = "closed") AND account = "a1"');
  });

  test("both ends of a range hold", () => {
    const filter = buildFilter([
      { field: "date", operator: ">=", value: "2026-11-01" },
      { field: "date", operator: "<=", value: "2026-11-30" },
    ]);
    expect(filter).toBe('date >= "2026-11-01" AND date <= "2026-11-30"');
  });

  test("an unfinished condition says nothing", () => {
    expect(buildFilter([{ field: "state", operator: "=", value: "" }])).toBe("");
  });
});

test.each(["state=done", "date>=2026-11-01", "name:x=y", "kind!=person"])("%s survives the address", (text) => {
  expect(writeCondition(parseCondition(text)!)).toBe(text);
});

test("what is no condition is passed over", () => {
  expect(parseCondition("nonsense")).toBeUndefined();
});

test("repeated references are searched by has", () => {
  expect(operatorsFor({ name: "scheduled_for", label: "", kind: "reference", list: true } as FieldMeta)).toEqual([":"]);
});

test("every state, choice, day and sum can be asked for, and what has no state has no state filter", () => {
  const type = {
    fields: [{ name: "kind", kind: "choice" }, { name: "total", kind: "money" }, { name: "lines", kind: "lines" }, { name: "pin", kind: "text", secret: true }],
    flow: { name: "transfer", states: [{ name: "sent", label: "Sent" }, { name: "part_received", label: "Part received" }], actions: [] },
  } as unknown as TypeMeta;
  expect(filterFields(type).map((field) => [field.name, field.kind])).toEqual([
    ["state", "choice"], ["kind", "choice"], ["total", "decimal"], ["created_at", "instant"], ["changed_at", "instant"],
  ]);
  expect(stateField(type)!.choices!.map((choice) => choice.value)).toEqual(["sent", "part_received"]);
  expect(stateField({ ...type, flow: { name: "", states: [], actions: [] } })).toBeUndefined();
});

test("a column goes up, down and back", () => {
  expect(nextOrder(undefined, "name")).toBe("name");
  expect(nextOrder("name", "name")).toBe("name desc");
  expect(nextOrder("name desc", "name")).toBeUndefined();
  expect(nextOrder("date", "name")).toBe("name");
});

test("a typed filter stands before the chips", () => {
  expect(bothFilters("a = 1 OR b = 2", "state = done")).toBe("(a = 1 OR b = 2) AND state = done");
  expect([bothFilters(" ", "state = done"), bothFilters("a = 1", ""), bothFilters("", "")]).toEqual(["state = done", "a = 1", ""]);
});
