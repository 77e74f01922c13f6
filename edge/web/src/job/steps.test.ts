import { describe, expect, it } from "vitest";
import { mainAction, mayComplete, nextVisit, otherActions, stepStates, workBegun } from "./steps";

const moves = (...actions: string[]) => actions.map((action) => ({ action, label: action }));
const event = (kind: string, minute: number) =>
  ({ kind, at: `2026-11-20T08:${String(minute).padStart(2, "0")}:00Z`, text: null });

describe("mainAction", () => {
  const cases: [string, string, string[], string | null][] = [
    ["sent", "sent", ["accept", "decline", "on-my-way"], "on-my-way"],
    ["accepted", "accepted", ["on-my-way"], "on-my-way"],
    ["under way", "on_my_way", ["arrive", "turn-back", "no-access"], "arrive"],
    ["on site, not begun", "on_site", ["start", "pause", "no-access", "complete"], "start"],
    ["on site, begun", "on_site", ["pause", "complete"], "complete"],
    ["paused", "paused", ["resume"], "resume"],
    ["done", "done", [], null],
    ["cancelled", "cancelled", ["accept"], null],
    ["held, nothing allowed", "booked", [], null],
  ];
  it.each(cases)("%s", (_name, state, actions, expected) => {
    expect(mainAction({ state, moves: moves(...actions) })).toBe(expected);
  });
});

describe("mayComplete", () => {
  const cases: [string, string, string[], string[], boolean][] = [
    ["not on site yet", "on_my_way", ["arrive"], [], false],
    ["on site, not begun", "on_site", ["start", "complete"], ["arrived"], false],
    ["begun", "on_site", ["pause", "complete"], ["arrived", "started"], true],
    ["paused", "paused", ["resume"], ["arrived", "started", "paused"], false],
    ["over", "done", [], ["arrived", "started"], false],
  ];
  it.each(cases)("%s", (_name, state, actions, kinds, expected) => {
    const events = kinds.map((kind, minute) => event(kind, minute));
    expect(mayComplete({ state, moves: moves(...actions), events })).toBe(expected);
  });
});

describe("workBegun", () => {
  const actions = moves("start", "pause", "complete");

  it("follows the events where they are known", () => {
    expect(workBegun({ state: "on_site", moves: actions, events: [event("arrived", 1)] })).toBe(false);
    expect(workBegun({ state: "on_site", moves: actions, events: [event("arrived", 1), event("started", 2)] })).toBe(true);
  });

  it("begins again at a second arrival, whatever the order they come in", () => {
    const events = [event("arrived", 9), event("started", 2), event("arrived", 1)];
    expect(workBegun({ state: "on_site", moves: actions, events })).toBe(false);
  });

  it("counts a resumed visit as begun", () => {
    const events = [event("arrived", 1), event("started", 2), event("paused", 3), event("resumed", 4)];
    expect(workBegun({ state: "on_site", moves: actions, events })).toBe(true);
  });
});

describe("stepStates", () => {
  it("shows where the technician is", () => {
    expect(stepStates({ state: "accepted", moves: [] })).toEqual({ way: "open", site: "open", work: "open", sign: "open" });
    expect(stepStates({ state: "on_my_way", moves: [] }).way).toBe("now");
    expect(stepStates({ state: "on_site", moves: moves("start") })).toMatchObject({ way: "done", site: "now", work: "open" });
    expect(stepStates({ state: "paused", moves: moves("resume") })).toMatchObject({ site: "done", work: "now" });
    expect(stepStates({ state: "done", moves: [] }).sign).toBe("done");
  });

  it("marks signing as done only when every paper is signed", () => {
    const paper = { id: "1", name: "Report", state: "ready", pages: 1, signed_by: null, signed_at: null };
    const signed = { ...paper, id: "2", state: "signed", signed_at: "2026-11-20T09:00:00Z" };
    const begun = { state: "on_site", moves: moves("complete") };
    expect(stepStates({ ...begun, papers: [] }).sign).toBe("open");
    expect(stepStates({ ...begun, papers: [signed, paper] }).sign).toBe("open");
    expect(stepStates({ ...begun, papers: [signed] }).sign).toBe("done");
  });
});

describe("otherActions", () => {
  it("leaves out the main action and completing before work began", () => {
    expect(otherActions({ state: "on_site", moves: moves("start", "pause", "no-access", "complete") }))
      .toEqual(["pause", "no-access"]);
    expect(otherActions({ state: "on_my_way", moves: moves("arrive", "turn-back", "no-access") }))
      .toEqual(["turn-back", "no-access"]);
  });
});

describe("nextVisit", () => {
  it("prefers what is under way, then the earliest still open", () => {
    const done = { state: "done", start: "2026-11-20T07:00:00Z" };
    const late = { state: "accepted", start: "2026-11-20T13:00:00Z" };
    const early = { state: "sent", start: "2026-11-20T10:00:00Z" };
    const site = { state: "on_site", start: "2026-11-20T14:00:00Z" };
    expect(nextVisit([done, late, early])).toBe(early);
    expect(nextVisit([done, late, early, site])).toBe(site);
    expect(nextVisit([done])).toBeNull();
  });
});
