import { describe, expect, it } from "vitest";
import { emptyJob, jobInput, missingOf } from "./takeOn";

// features: X-30
describe("a job taken on at the door", () => {
  const site = { id: "s1", name: "Home", address: {}, position: null, access_notes: null };
  const type = { id: "t1", name: "Fault call", minutes: 60 };

  it("begins with what there is only one of", () => {
    expect(emptyJob({ sites: [site], job_types: [type] } as never)).toMatchObject({ site: "s1", job_type: "t1" });
    expect(emptyJob({ sites: [site, { ...site, id: "s2" }], job_types: [] } as never)).toMatchObject({ site: "", job_type: "" });
  });

  it("names what is missing, blanks too", () => {
    expect(missingOf({ site: "s1", job_type: "", summary: "  ", description: "", equipment: [] })).toEqual(["job_type", "summary"]);
  });

  it("sends nothing that is empty", () => {
    expect(jobInput({ site: "s1", job_type: "t1", summary: " No heat ", description: " ", equipment: [] }))
      .toEqual({ site: "s1", job_type: "t1", summary: "No heat" });
  });
});
