import { describe, expect, it } from "vitest";
import { jobPath, placeOf } from "./router";

describe("placeOf", () => {
  it("starts with today", () => {
    expect(placeOf("")).toEqual({ screen: "today" });
    expect(placeOf("#/")).toEqual({ screen: "today" });
  });

  it("reads a job's screens back as they were written", () => {
    expect(placeOf(jobPath("v/1"))).toEqual({ screen: "job", visit: "v/1", part: undefined, id: undefined });
    expect(placeOf(jobPath("v-1", "papers", "p-2"))).toEqual({ screen: "job", visit: "v-1", part: "papers", id: "p-2" });
  });

  it("survives a broken address", () => {
    expect(placeOf("#/job/%E0%A4%A")).toMatchObject({ screen: "job", visit: "%E0%A4%A" });
  });
});
