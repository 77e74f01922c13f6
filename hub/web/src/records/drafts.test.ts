import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import { forgetDrafts } from "../data/drafts";
import { readDraft, withoutSecrets } from "./drafts";

const fields = [{ name: "name" }, { name: "pin", secret: true }, { name: "word", widget: "password" }] as FieldMeta[];

test("secrets are not kept", () => {
  expect(withoutSecrets({ name: "A", pin: "1", word: "x" }, fields)).toEqual({ name: "A" });
});

test("a draft of weeks ago, or one that cannot be read, is none", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const draft = (at: string) => JSON.stringify({ at, values: { name: "A" } });
  expect(readDraft(draft("2026-11-20T12:00:00Z"), now)!.values).toEqual({ name: "A" });
  expect([readDraft(draft("2026-10-01T12:00:00Z"), now), readDraft("{", now), readDraft("{}", now), readDraft(null, now)]).toEqual([undefined, undefined, undefined, undefined]);
});

test("signing out leaves no draft behind, and takes nothing else", () => {
  localStorage.setItem("truckroll.draft.u.accounts.new", "{}");
  localStorage.setItem("truckroll.rail", "true");
  forgetDrafts();
  expect(Object.keys(localStorage)).toEqual(["truckroll.rail"]);
  localStorage.clear();
});
