import { expect, test } from "vitest";
import { erases, isOpen, sumsOf, firstOfRequest } from "./privacy";

const found = (more: object) => ({ type: "crm.Note", label: "Notes", found: 0, erased: 0, anonymised: 0, kept: 0, because: "", ...more });

test("sums tell what is found, what goes and what stays", () => {
  expect(sumsOf([found({ found: 3, erased: 1, anonymised: 1, kept: 1 }), found({ found: 2, erased: 2 })])).toEqual({ found: 5, gone: 4, kept: 1 });
  expect(sumsOf([])).toEqual({ found: 0, gone: 0, kept: 0 });
});

test("only erasing and anonymising take away, and only an open request has a dry run", () => {
  const request = (kind: string, state: string) => ({ id: "1", version: 1, kind, state });
  expect(["export", "erase", "restrict", "correct", "anonymise"].filter((kind) => erases(request(kind, "received")))).toEqual(["erase", "anonymise"]);
  expect(["received", "verified", "running", "done", "refused"].filter((state) => isOpen(request("erase", state)))).toEqual(["received", "verified"]);
});

test("a request is due a month after it came, at the latest on that month's last day", () => {
  expect(["2026-11-21", "2027-01-31", "2026-12-05"].map((day) => firstOfRequest(day).due)).toEqual(["2026-12-21", "2027-02-28", "2027-01-05"]);
});
