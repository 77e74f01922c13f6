import { expect, test } from "vitest";
import type { RecordData, TypeMeta } from "@common/meta";
import { isFinal, isFrozen, isSetback, mayDelete, mayEdit, openActions, workOf } from "./actions";

const action = (name: string, from: string[], x = {}) => ({ name, label: name, from, to: "x", may: true, input: [], ...x });
const type = {
  kind: "document", fields: [], may: { create: true, change: true, delete: true, act: true },
  flow: {
    name: "f", states: [], frozen: ["closed"],
    actions: [action("hold", ["open"]), action("finish", ["open", "late"]), action("audit", ["open"], { may: false }), action("bill", ["open", "late"], { input: [{ name: "date", label: "", kind: "date", required: true }] })],
  },
} as unknown as TypeMeta;
const row = (state: string) => ({ id: state, version: 1, state }) as RecordData;

test("holding back never comes first, and what one may not do never comes", () => {
  expect(openActions(type, row("open")).map((one) => one.name)).toEqual(["finish", "bill", "hold"]);
});

test("what happens by itself comes after what a person has to do", () => {
  const paid = { ...type, flow: { ...type.flow!, actions: [action("post", []), action("refund", ["cleared"]), action("settle", [])] } } as unknown as TypeMeta;
  expect(openActions(paid, row("cleared")).map((one) => one.name)).toEqual(["refund", "settle", "post"]);
  expect(["refund", "charge-back", "leave", "settle"].map(isFinal)).toEqual([true, true, true, false]);
});

test("a visit that has begun or is over is not moved", () => {
  const visit = { ...type, path: "scheduled-events", flow: { ...type.flow!, actions: [action("move", [])] } } as unknown as TypeMeta;
  const offered = (state: string) => openActions(visit, row(state)).length;
  expect(["booked", "sent", "accepted", "no_access"].map(offered)).toEqual([1, 1, 1, 1]);
  expect(["on_my_way", "on_site", "paused", "done", "cancelled", "broken_off"].map(offered)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("what holds work back is never the main button", () => {
  expect(["hold", "reopen", "turn-back", "end-from-office", "release", "post"].map(isSetback)).toEqual([true, true, true, true, false, false]);
});

test("a frozen record is neither edited nor deleted", () => {
  expect([mayDelete(type, row("open")), mayDelete(type, row("closed"))]).toEqual([true, false]);
  expect(mayDelete({ ...type, kind: "append_only" }, row("open"))).toBe(false);
  expect(mayDelete({ ...type, may: { ...type.may, delete: false } }, row("open"))).toBe(false);
  expect(isFrozen(type, row("closed"))).toBe(true);
  expect(mayEdit(type, row("closed"))).toBe(false);
  expect(mayEdit(type, row("open"))).toBe(true);
});

test("an action outside the flow is offered in every state, a van's report never", () => {
  const free = { ...type, flow: { ...type.flow!, actions: [action("move", []), action("credit", []), action("received", []), action("change-pin", [])] } } as unknown as TypeMeta;
  expect(openActions(free, row("open")).map((one) => one.name)).toEqual(["move", "credit"]);
  expect(openActions(free, row("closed")).map((one) => one.name)).toEqual(["credit"]);
});

test("what the record shows to be done is not offered again", () => {
  const offered = (fields: string[], record: object, x = {}) => {
    const actions = ["post", "settle", "credit", "reverse"].map((name) => action(name, ["received"]));
    const money = { ...type, fields: fields.map((name) => ({ name })), flow: { ...type.flow!, actions }, ...x } as unknown as TypeMeta;
    return openActions(money, { ...row("received"), ...record } as RecordData).map((one) => one.name);
  };
  const payment = ["entry", "unsettled"], nothing = { amount: "0.00", currency: "CHF" }, some = { amount: "5.00", currency: "CHF" };
  expect(offered(payment, {})).not.toContain("settle");
  expect(offered(payment, {})).toContain("post");
  expect(offered(payment, { entry: "e", unsettled: some })).not.toContain("post");
  expect(offered(payment, { entry: "e", unsettled: some })).toContain("settle");
  expect(offered(payment, { entry: "e", unsettled: nothing })).not.toContain("settle");
  expect(offered([], {})).toContain("settle");
  expect(offered(["credited"], { kind: "invoice" })).toContain("credit");
  expect(offered(["credited"], { kind: "credit" })).not.toContain("credit");
  expect(offered(["credited"], { kind: "invoice", credited: some })).not.toContain("credit");
  expect(offered([], { reverses: "s" }, { kind: "append_only" })).not.toContain("reverse");
  expect(offered([], { reverses: "s" })).toContain("reverse");
});

// features: API-06 with tests/browser/webhooks.mjs
test("sending again what has failed is about what is given up; other moves are about the record itself", () => {
  const [again, other] = [action("redeliver-failed", []), action("send-test", [])];
  expect(workOf(again, row("e1"))).toEqual({ path: "webhook-deliveries", filter: 'endpoint = "e1" AND state = "dead"' });
  expect([workOf(other, row("e1")), workOf(undefined, row("e1"))]).toEqual([undefined, undefined]);
});
