import { afterEach, expect, test, vi } from "vitest";
import { bookSlot } from "./dispatch";
import { actOn, createRecord } from "./records";

const answers = (...replies: (Response | Error)[]) =>
  vi.stubGlobal("fetch", vi.fn(async () => {
    const reply = replies.shift();
    if (reply instanceof Response) return reply;
    throw reply;
  }));
const ok = () => new Response('{"id":"a"}', { status: 200 });
const refused = () => new Response("{}", { status: 409 });
const keys = () => vi.mocked(fetch).mock.calls.map(([, init]) => (init?.headers as Record<string, string>)["Idempotency-Key"]);

afterEach(() => vi.unstubAllGlobals());

test("what creates, acts or books carries a key of its own", async () => {
  answers(ok(), ok(), ok(), ok());
  await createRecord("notes", { text: "a" });
  await actOn("work-orders", "w", "hold", {});
  await actOn("work-orders", "w", "hold", {});
  await bookSlot({ work_order: "w", technician: "t", start: "s", end: "e" });

  expect(keys().every((key) => /^[0-9a-f]{32}$/.test(key ?? ""))).toBe(true);
  expect(new Set(keys()).size).toBe(4);
});

test("asked again because no answer came, it is the same write", async () => {
  answers(new TypeError("network"), ok(), ok());
  await expect(createRecord("notes", { text: "b" })).rejects.toThrow();
  await createRecord("notes", { text: "b" });
  await createRecord("notes", { text: "b" });

  expect(keys()[0]).toBe(keys()[1]);
  expect(keys()[1]).not.toBe(keys()[2]);
});

test("pressed twice at once, it is one write", async () => {
  answers(ok(), ok());
  await Promise.all([createRecord("notes", { text: "c" }), createRecord("notes", { text: "c" })]);

  expect(keys()[0]).toBe(keys()[1]);
});

test("a refusal is an answer", async () => {
  answers(refused(), ok());
  await expect(createRecord("notes", { text: "d" })).rejects.toThrow();
  await createRecord("notes", { text: "d" });

  expect(keys()[0]).not.toBe(keys()[1]);
});
