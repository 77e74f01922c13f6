import { afterEach, expect, test, vi } from "vitest";
import { addressOf, api } from "./api";

afterEach(() => vi.unstubAllGlobals());

test("an address has its parts filled in, whatever is in them", () => {
  expect(addressOf("/api/exports/{id}/", { id: "a/b" })).toBe("/api/exports/a%2Fb/");
});

test("what is asked goes out as the description has it; what it does not know does not compile", async () => {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => new Response('{"items": []}', { headers: { "Content-Type": "application/json" } }));
  vi.stubGlobal("fetch", fetched);
  await api.get("/api/search/", { query: { q: "a b", counts: true } });
  await api.remove("/api/sessions/{name}/", { path: { name: "x" } });
  await api.post("/api/exports/", { body: { path: "accounts", format: "csv" } });
  expect(fetched.mock.calls.map(([path, init]) => [init.method, path])).toEqual([["GET", "/api/search/?q=a%20b&counts=true"], ["DELETE", "/api/sessions/x/"], ["POST", "/api/exports/"]]);
  // @ts-expect-error there is no such parameter
  await api.get("/api/search/", { query: { words: "a" } });
  // @ts-expect-error there is no such field
  await api.post("/api/exports/", { body: { rows: 1 } });
  // @ts-expect-error there is no such address
  await api.get("/api/nothing/", {});
});
