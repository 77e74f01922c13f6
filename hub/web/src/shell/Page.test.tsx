// features: WEB-08
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { renderToString } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router-dom";
import { expect, test } from "vitest";
import { ProblemError } from "@common/api";
import { unlessForbidden } from "../data/client";
import english from "../messages/en.json";
import { Page } from "./Page";

await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: english } }, interpolation: { escapeValue: false } });

const refusal = (status: number) => new ProblemError(status, { status, title: "", detail: "this is for administrators" });
const drawn = (error: unknown) =>
  renderToString(<MemoryRouter><QueryClientProvider client={new QueryClient()}><MantineProvider><Page title="Jobs" error={error} actions={<button>Act</button>} badge="7"><p>Filters</p></Page></MantineProvider></QueryClientProvider></MemoryRouter>);

test("who may not read what a page is made of sees its name and why, and nothing of its frame", () => {
  const page = drawn(refusal(403));
  expect(page).toContain("Jobs");
  expect(page).toContain("This is for administrators.");
  for (const part of ["Filters", "Act", "7<"]) expect(page).not.toContain(part);
});

test("another trouble leaves the page as it is", () => {
  for (const error of [undefined, refusal(503)]) expect(drawn(error)).toContain("Filters");
});

test("what may not be read is not asked for again", () => {
  const asked = (error: unknown) => unlessForbidden(2000)({ state: { error } });
  expect([asked(null), asked(refusal(503)), asked(refusal(403))]).toEqual([2000, 2000, false]);
});
