import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import type { RecordData } from "@common/meta";
import type { Overview } from "../data/pages";
import { ChecklistTab } from "./ChecklistTab";
import { MessageLog } from "./MessageLog";
import { PartsTab } from "./PartsTab";

await i18next.use(initReactI18next).init({ lng: "en", resources: {} });
const client = new QueryClient();
client.setQueryData(["meta"], { types: [] });

const drawn = (page: ReactNode) =>
  renderToString(<QueryClientProvider client={client}><MantineProvider>{page}</MantineProvider></QueryClientProvider>);
const job = { work_order: {} as RecordData, titles: {} } as Overview;

test("what the role does not show is not said to be missing", () => {
  for (const Part of [MessageLog, ChecklistTab, PartsTab]) {
    const text = drawn(<Part data={job} />);
    expect(text).toContain("job.withheld");
    expect(text).not.toMatch(/job\.(no_messages|no_checklist|nothing_reserved|nothing_used)/);
  }
});

test("nothing is said to be nothing only where the role shows all", () => {
  expect(drawn(<MessageLog data={{ ...job, messages: [] }} />)).toContain("job.no_messages");
  const part = drawn(<MessageLog data={{ ...job, messages: [], messages_withheld: true }} />);
  expect(part).toContain("job.withheld");
  expect(part).not.toContain("job.no_messages");
});
