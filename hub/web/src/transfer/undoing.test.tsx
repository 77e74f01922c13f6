import { MantineProvider } from "@mantine/core";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import type { RecordData } from "@common/meta";
import { atWork, stateOf } from "../data/transfer";
import { WorkingStep } from "./WorkingStep";

await i18next.use(initReactI18next).init({ lng: "en", resources: {} });

const run = (more: object) => ({ id: "1", version: 1, ...more }) as RecordData;

test("an import is being taken back until it is counted what was", () => {
  expect(stateOf(run({ state: "undone" }))).toBe("undoing");
  expect(stateOf(run({ state: "undone", undone_count: 0 }))).toBe("undone");
  expect(stateOf(run({ state: "done" }))).toBe("done");
  expect(stateOf(undefined)).toBeUndefined();
  expect(atWork("undoing")).toBe(true);
  expect(atWork("undone")).toBe(false);
});

test("taking back is shown as work that cannot be stopped, not as done", () => {
  const undo = { position: 1, total: 4, created: 500, changed: 0, skipped: 0, duplicates: 0, faulty: 0 };
  const drawn = renderToString(
    <MantineProvider><WorkingStep run={run({ state: "undone" })} progress={{ state: "undoing", check: null, run: null, undo }} busy={false} onAct={() => undefined} /></MantineProvider>,
  );
  expect(drawn).toContain("transfer.undoing");
  expect(drawn).toContain('aria-valuenow="25"');
  expect(drawn).not.toContain("import-stop");
  expect(drawn).not.toContain("transfer.running");
});
