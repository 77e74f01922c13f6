import { expect, test } from "vitest";
import { answerOf, invitationOf } from "./ActionAnswer";

const record = { id: "0190c0de-0000-7000-8000-000000000001", version: 1 };
const credit = "0190c0de-0000-7000-8000-000000000002";

test("what stands beside the record is told, ids and a bare record are not", () => {
  expect(answerOf({ code: "ABCDE-FGHJK", device: record.id, record })).toEqual({ told: [["code", "ABCDE-FGHJK"]] });
  expect(answerOf({ entry: credit, record })).toBeUndefined();
  expect(answerOf(record as never)).toBeUndefined();
  expect(answerOf(null)).toBeUndefined();
});

test("the record that an action made is led to", () => {
  expect(answerOf({ credit, number: "INV-00007", record })).toEqual({ told: [["number", "INV-00007"]], made: { type: "billing.Invoice", id: credit } });
  expect(answerOf({ posting_rule: credit, record })).toEqual({ told: [], made: { type: "ledger.PostingRule", id: credit } });
});

// features: SYNC-01
test("a van's computer reads hub and code from one picture", () => {
  const answer = answerOf({ code: "ABCDE-FGHJK", record })!;
  expect(invitationOf(answer, "https://hub.example:8443")).toBe("truckroll:enrol?hub=https%3A%2F%2Fhub.example%3A8443&code=ABCDE-FGHJK");
  expect(invitationOf(answerOf({ invoices: 2, record })!, "https://hub.example")).toBeUndefined();
});
