import { beforeEach, expect, test, vi } from "vitest";
import { listRecords } from "../data/records";
import { rowsOf } from "./targets";

vi.mock("../data/records", () => ({ listRecords: vi.fn() }));
const list = vi.mocked(listRecords);
const row = (id: string) => ({ id, version: 1 });
const base = { path: "accounts", rows: [row("a")], titles: { x: "X" }, count: 1 };
const idsOf = async (rows: AsyncIterable<{ id: string }>) => {
  const ids: string[] = [];
  for await (const { id } of rows) ids.push(id);
  return ids;
};

beforeEach(() => list.mockReset());

test("rows that are chosen are handed out as they are", async () => {
  expect(await idsOf(rowsOf(base, new AbortController().signal))).toEqual(["a"]);
  expect(list).not.toHaveBeenCalled();
});

test("everything is read to its end before the first is handed out", async () => {
  list.mockResolvedValueOnce({ items: [row("a"), row("b")], next_page_token: "t" }).mockResolvedValueOnce({ items: [row("c")], next_page_token: "" });
  const rows = rowsOf({ ...base, everything: { filter: "state = open" } }, new AbortController().signal);
  expect((await rows.next()).value.id).toBe("a");
  expect(list.mock.calls.map(([, params]) => params.page_token)).toEqual(["", "t"]);
  expect(await idsOf(rows)).toEqual(["b", "c"]);
});

test("a stop reads no more pages", async () => {
  const stop = new AbortController();
  list.mockImplementation(async () => {
    stop.abort();
    return { items: [row("a")], next_page_token: "more" };
  });
  await idsOf(rowsOf({ ...base, everything: {} }, stop.signal));
  expect(list).toHaveBeenCalledTimes(1);
});
