import { expect, test } from "vitest";
import type { TFunction } from "i18next";
import type { TypeMeta } from "@common/meta";
import { Catalogue } from "../data/meta";
import { actionLabel, causeText } from "./HistoryTab";

const t = (key: string) => key;

test("a change of the office needs no cause, one of a van says so, the rest is told", () => {
  expect(causeText("request POST /api/scheduled-events/book/", t)).toBe("");
  expect(causeText("operation 01a1fb93-4f1f-7cd1-b4ae-d8b5b0c2da60 26", t)).toBe("history.from_van");
  expect(causeText("job mail", t)).toBe("job mail");
  expect(causeText(undefined, t)).toBe("");
});

test("an action has its button's name, also another record's; what the hub does by itself has a message or is spelt out", () => {
  const type = (name: string, actions: string[]) =>
    ({ name, path: name, kind: "document", fields: [], flow: { name, states: [], actions: actions.map((action) => ({ name: action, label: `${name} ${action}` })) } }) as unknown as TypeMeta;
  const [job, visit] = [type("job", ["hold"]), type("visit", ["hold", "book"])];
  const words = ((key: string, given?: { defaultValue: string }) => (key === "history.action.use" ? "Used" : given?.defaultValue ?? key)) as unknown as TFunction;
  const label = (name: string) => actionLabel(new Catalogue([visit, job]), job, name, words);
  expect(["create", "hold", "book", "use", "fall-due"].map(label)).toEqual(["history.create", "job hold", "visit book", "Used", "Fall due"]);
});
