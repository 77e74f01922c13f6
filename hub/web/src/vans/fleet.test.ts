import { expect, test } from "vitest";
import i18next from "i18next";
import later from "../messages/en.later.json";
import english from "../messages/en.json";
import { driftText, troubleKinds, troubleTexts, unsentText, type FleetLimits, type FleetVan, type VanHealth } from "./fleet";

// features: SYNC-10 X-41
await i18next.init({ lng: "en", resources: { en: { translation: { ...english, ...later } } }, interpolation: { escapeValue: false } });
const t = i18next.t;

const limits: FleetLimits = { silent_minutes: 60, unsent_minutes: 60, money_minutes: 60, drift_seconds: 300, disk_percent: 90, certificate_days: 14 };
const health = { drift_ms: -7_200_000, waiting: 3, waiting_bytes: 2048, waiting_since: "2026-11-20T08:00:00Z", money_waiting: 2, money_since: "2026-11-20T08:00:00Z", disk_percent: 95, disk_free: 1, sync_error: "refused" } as VanHealth;
const van = { health, conflicts: 1, refused: 2, last_contact_at: "2026-11-20T08:00:00Z", certificate_to: "2026-11-30T08:00:00Z" } as FleetVan;

test("every trouble says what is wrong and what to do", () => {
  for (const kind of troubleKinds) {
    const { what, todo } = troubleTexts(van, limits, kind, t);
    for (const text of [what, todo]) {
      expect(text).not.toMatch(/\{\{|fleet\./);
      expect(text.length).toBeGreaterThan(10);
    }
  }
  expect(troubleTexts(van, limits, "money", t).what).toMatch(/^2 entries with money/);
});

test("a clock's error is told in words, and which way", () => {
  expect(driftText(0, t)).toBe("right");
  expect(driftText(400, t)).toBe("right");
  expect(driftText(90_000, t)).toBe("90 s ahead");
  expect(driftText(-7_200_000, t)).toMatch(/behind$/);
});

test("what was not sent has its size and age; a van that says nothing a dash", () => {
  expect(unsentText(null, t)).toBe("–");
  expect(unsentText({ ...health, waiting: 0 }, t)).toBe("0");
  expect(unsentText(health, t)).toMatch(/^3 \(.*kB\), since /);
});
