// features: API-08 with tests/hub/api/api_versions_test.cpp
import { MantineProvider } from "@mantine/core";
import i18next from "i18next";
import { renderToString } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router-dom";
import { expect, test } from "vitest";
import { setPlace } from "@common/format";
import english from "../messages/en.later.json";
import { fateOf, mustMove, newestFirst, type ApiVersion, type Program } from "./apiVersions";
import { VersionCard } from "./VersionCard";

await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: english } }, interpolation: { escapeValue: false } });
setPlace("en", "Europe/Vaduz");
const program: Program = { id: "p1", name: "Shop", kind: "key", requests: 12400, last_at: "2026-11-20T08:00:00Z" };
const version = (more: Partial<ApiVersion>): ApiVersion => ({ version: 1, newest: false, deprecated_at: null, sunset_at: null, documentation: "", clients: [], ...more });
const ending = version({ deprecated_at: "2026-06-01T00:00:00Z", sunset_at: "2027-01-31T00:00:00Z", documentation: "/api/docs", clients: [program] });
const now = Date.parse("2026-11-22T00:00:00Z");

test("how it stands with a version follows from what was announced", () => {
  expect(fateOf(version({ newest: true }), now)).toBe("newest");
  expect(fateOf(version({}), now)).toBe("stays");
  expect(fateOf(version({ deprecated_at: "2026-06-01T00:00:00Z" }), now)).toBe("leaving");
  expect(fateOf(ending, now)).toBe("ending");
  expect(fateOf(ending, Date.parse("2027-02-01T00:00:00Z"))).toBe("over");
});

test("only those that ask for what goes must move", () => {
  expect(mustMove(version({ newest: true, clients: [program] }), now)).toEqual([]);
  expect(mustMove(version({ clients: [program] }), now)).toEqual([]);
  expect(mustMove(ending, now)).toEqual([program]);
});

test("the newest stands first", () => {
  expect(newestFirst([version({}), version({ version: 10 }), version({ version: 2 })]).map((one) => one.version)).toEqual([10, 2, 1]);
});

const drawn = (one: ApiVersion) => renderToString(<MemoryRouter><MantineProvider><VersionCard one={one} /></MantineProvider></MemoryRouter>).replaceAll("<!-- -->", "");

test("a version that goes names its day, and who still asks for it, with the way to its key", () => {
  const card = drawn({ ...ending, sunset_at: "2099-01-31T00:00:00Z" });
  for (const part of ["End announced", "31 Jan 2099", /\(in [\d,]+ days\)/, "1 program still asks for it", "/records/api-clients/p1", "12,400", "What has changed since"]) expect(card).toMatch(part);
});

test("what nobody asks for can go; of the newest that is no matter", () => {
  expect(drawn({ ...ending, clients: [] })).toContain("nobody will miss it");
  const newest = drawn(version({ newest: true }));
  expect(newest).toContain("Those that name none get it");
  expect(newest).not.toContain("must-move");
});
