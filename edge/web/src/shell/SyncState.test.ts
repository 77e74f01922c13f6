import { describe, expect, it } from "vitest";
import type { Say } from "../text";
import { syncTone, syncWords } from "./SyncState";

const storage = { used_percent: 10, level: "ok" as const, text: null };
const sync = { online: true, waiting: 0, waiting_since: null, refused: 0, last_contact_at: null };

describe("syncTone", () => {
  it("says saved only while the agent answers and nothing waits", () => {
    expect(syncTone({ sync, storage }, true)).toBe("saved");
    expect(syncTone({ sync, storage }, false)).toBe("unknown");
    expect(syncTone(undefined, true)).toBe("unknown");
    expect(syncTone({ sync: { ...sync, waiting: 3 }, storage }, true)).toBe("waiting");
  });

  it("never says saved while nothing more can be", () => {
    expect(syncTone({ sync, storage: { ...storage, level: "none" } }, true)).toBe("full");
  });

  it("puts a refusal before what waits", () => {
    expect(syncTone({ sync: { ...sync, waiting: 3, refused: 1 }, storage }, true)).toBe("refused");
  });

  it("names number and time", () => {
    const t = ((key: string, values?: object) => `${key} ${JSON.stringify(values ?? {})}`) as unknown as Say;
    const at = new Date();
    at.setHours(7, 40, 0, 0);
    const waiting = { ...sync, waiting: 3, waiting_since: at.toISOString() };
    expect(syncWords(t, "en", "waiting", waiting)).toBe('sync.wait_since {"count":3,"time":"07:40"}');
  });
});
