import { expect, test } from "vitest";
import type { RecordData } from "@common/meta";
import { answerText } from "./ChecklistTab";
import { quantityOf } from "./PartsTab";
import { minutesOf } from "./TimeEntries";
import { trackKilometres } from "./track";

const words = (key: string) => key;

test("a degree of latitude is 111.2 km", () => {
  expect(trackKilometres([[9.5, 47], [9.5, 48]])).toBeCloseTo(111.19, 1);
  expect(trackKilometres([[9.5, 47]])).toBe(0);
});

test("answers read as words", () => {
  expect(answerText(true, words)).toBe("yes");
  expect(answerText("false", words)).toBe("no");
  expect(answerText('"low"', words)).toBe("low");
  expect(answerText(["a", 2], words)).toBe("a, 2");
  expect(answerText(null, words)).toBe("–");
});

test("a running entry counts nothing", () => {
  expect(minutesOf({ start: "2026-11-20T08:00:00Z" } as unknown as RecordData)).toBe(0);
  expect(minutesOf({ start: "2026-11-20T08:00:00Z", end: "2026-11-20T09:30:00Z" } as unknown as RecordData)).toBe(90);
});

test("quantities come with their unit inside or beside", () => {
  expect(quantityOf({ quantity: { value: "2", unit: "H87" } } as unknown as RecordData)).toBe("2 pc");
  expect(quantityOf({ quantity: "3", unit: "MTR" } as unknown as RecordData)).toBe("3 m");
});
