// features: AUDT-06 with tests/hub/api/odd_use_test.cpp
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router-dom";
import { expect, test } from "vitest";
import { setPlace } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { Catalogue } from "../data/meta";
import english from "../messages/en.later.json";
import { deedText, endText, logHref, whyText, type Stopped } from "./access";
import { StoppedTable } from "./AccessPage";
import { doesStop, rules, settingOf } from "./Policy";

await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: english } }, interpolation: { escapeValue: false } });
setPlace("en", "Europe/Vaduz");
const t = i18next.t;
const client = new QueryClient();
client.setQueryData(["meta"], { types: [] });
const drawn = (page: ReactNode) =>
  renderToString(<MemoryRouter><QueryClientProvider client={client}><MantineProvider>{page}</MantineProvider></QueryClientProvider></MemoryRouter>);

const reader: Stopped = {
  user: "u1", login: "dispatcher@demo.example", why: "odd_use", since: "2026-11-20T23:30:00Z", until: "2026-11-21T00:30:00Z", records: 1240,
  read: [{ type: "crm.Contact", records: 1200 }, { type: "hr.Secret", records: 40 }], addresses: [],
};
const stranger: Stopped = { ...reader, user: "u2", login: "technician@demo.example", why: "odd_sign_in", records: 0, read: [], addresses: ["203.0.113.5", "198.51.100.7"] };

test("what somebody did is told with kinds and numbers, or with the addresses", () => {
  const catalogue = new Catalogue([{ name: "crm.Contact", path: "contacts", plural: "Contacts" } as TypeMeta]);
  expect(deedText(reader, catalogue, t)).toBe("1,240 protected records within the hour: Contacts 1,200, hr.Secret 40");
  expect(deedText({ ...reader, records: 1, read: [] }, catalogue, t)).toBe("1 protected record within the hour");
  expect(deedText(stranger, catalogue, t)).toBe("Refused from 203.0.113.5, 198.51.100.7; the password was right");
  expect(deedText({ ...stranger, addresses: [] }, catalogue, t)).toContain("erased");
});

test("who reads too much is free again by the clock, an odd sign-in is not", () => {
  expect(endText(reader, t)).toBe("Ends by itself at 21 Nov, 01:30");
  expect(endText(stranger, t)).toBe("Ends with a new password by the mailed link");
});

test("the log is opened at what belongs to the reason", () => {
  expect(logHref(reader, "2026-11-21")).toBe("/audit?log=reads&user=u1&from=2026-11-21");
  expect(logHref(stranger, "2026-11-21")).toBe("/audit?log=sign-ins&user=u2&from=2026-11-21");
});

test("a reason without a word of its own stands there as the hub calls it", () => {
  expect([whyText(reader, t), whyText({ why: "odd_place" }, t)]).toEqual(["Reads unusually much", "odd place"]);
});

test("each person has a way in, and nobody is an own screen", () => {
  const page = drawn(<StoppedTable people={[reader, stranger]} onAsk={() => {}} />);
  for (const part of ['data-testid="let-in-u1"', 'data-testid="let-in-u2"', "technician@demo.example", "/records/users/u1", "log=sign-ins"]) expect(page).toContain(part);
  expect(drawn(<StoppedTable people={[]} onAsk={() => {}} />)).toContain("Nobody is stopped");
});

test("people are stopped only where the company itself has said so", () => {
  const setting = (more: object) => ({ id: "s", key: "access.odd_use", value: '"block"', ...more }) as unknown as RecordData;
  const [reads] = rules;
  expect(doesStop(settingOf([setting({})], reads), reads)).toBe(true);
  expect(doesStop(settingOf([setting({ value: '"tell"' })], reads), reads)).toBe(false);
  expect(settingOf([setting({ branch: "b" })], reads)).toBeUndefined();
  expect(doesStop(undefined, reads)).toBe(false);
});
