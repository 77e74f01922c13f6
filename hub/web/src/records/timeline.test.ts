import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { timelineText } from "./timeline";

const item = (title: string, text?: string, kind = "Visit event") => ({ at: "2026-11-21T01:09:00Z", kind, title, text });

test("the clock in a title is left to the age", () => {
  expect(timelineText(item("Left 2026-11-21 01:09", "left"))).toEqual({ title: "Left" });
});

test("what a text adds is told", () => {
  expect(timelineText(item("Done 2026-11-21 01:09", "Filter changed."))).toEqual({ title: "Done", text: "Filter changed." });
});

test("a note is not said twice, a purpose reads as words", () => {
  expect(timelineText(item("Ask at the door.", "Ask at the door.", "Note"))).toEqual({ title: "Ask at the door." });
  expect(timelineText(item("visit_assigned a@b.example", undefined, "Sent notification"))).toEqual({ title: "Visit assigned a@b.example" });
  expect(timelineText(item("INV-1 Alpenhotel", "invoice", "Invoice"))).toEqual({ title: "INV-1 Alpenhotel" });
});

test("what is a choice is said in the reader's language, free words stay", () => {
  const choices = [{ value: "proposed_on_site", label: "Offenbar vor Ort" }, { value: "break", label: "Pause" }];
  const type = { fields: [{ name: "kind", label: "", kind: "choice", choices }] } as unknown as TypeMeta;
  expect(timelineText(item("Proposed on site 2026-11-21 01:09", "break"), type)).toEqual({ title: "Offenbar vor Ort", text: "Pause" });
  expect(timelineText(item("Break the ice.", "Key at the door", "Note"), type)).toEqual({ title: "Break the ice.", text: "Key at the door" });
});
