import { expect, test } from "vitest";
import { answerOf } from "./ActionAnswer";

const record = { id: "0190c0de-0000-7000-8000-000000000001", version: 1 };

test("what stands beside the record is told, ids and a bare record are not", () => {
  expect(answerOf({ code: "ABCDE-FGHJK", device: record.id, record })).toEqual([["code", "ABCDE-FGHJK"]]);
  expect(answerOf(record as never)).toEqual([]);
  expect(answerOf(null)).toEqual([]);
});
