import { expect, test } from "vitest";
import { causeText } from "./HistoryTab";

const t = (key: string) => key;

test("a change of the office needs no cause, one of a van says so, the rest is told", () => {
  expect(causeText("request POST /api/scheduled-events/book/", t)).toBe("");
  expect(causeText("operation 01a1fb93-4f1f-7cd1-b4ae-d8b5b0c2da60 26", t)).toBe("history.from_van");
  expect(causeText("job mail", t)).toBe("job mail");
  expect(causeText(undefined, t)).toBe("");
});
