import { expect, test } from "vitest";
import { countText, nearOf, searchHref } from "./search";

test("the page's address says which record is open", () => {
  expect(nearOf("/records/accounts/1")).toBe("accounts:1");
  expect(nearOf("/work-orders/2")).toBe("work-orders:2");
  expect(nearOf("/records/accounts")).toBe("");
  expect(nearOf("/records/accounts/new")).toBe("");
  expect(nearOf("/")).toBe("");
});

test("the search page keeps words and type in its address", () => {
  expect(searchHref("a & b")).toBe("/search?q=a+%26+b");
  expect(searchHref("a", "accounts")).toBe("/search?q=a&type=accounts");
});

test("a count beyond its bound says so", () => {
  expect(countText({ value: "x", count: 3, is_exact: true })).toBe("3");
  expect(countText({ value: "x", count: 1000, is_exact: false })).toBe("1000+");
});
