import { beforeEach, describe, expect, it } from "vitest";
import { clearDraft, draftName, dropOldDrafts, readDraft, writeDraft } from "./drafts";

function makeStorage(limit = Infinity): Storage {
  const map = new Map<string, string>();
  return {
    get length() { return map.size; },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (name) => map.get(name) ?? null,
    setItem: (name, value) => {
      if (value.length > limit) throw new DOMException("full", "QuotaExceededError");
      map.set(name, value);
    },
    removeItem: (name) => void map.delete(name),
    clear: () => map.clear(),
  };
}

describe("drafts", () => {
  let storage: Storage;
  const name = draftName("visit-1", "notes");
  const dayMs = 86_400_000;

  beforeEach(() => { storage = makeStorage(); });

  it("keeps value and key until cleared", () => {
    writeDraft(storage, name, "Pump hums", "key-1", 5);
    expect(readDraft(storage, name)).toEqual({ at: 5, key: "key-1", value: "Pump hums" });
    clearDraft(storage, name);
    expect(readDraft(storage, name)).toBeNull();
  });

  it("keeps visits and screens apart", () => {
    writeDraft(storage, name, "one", "k", 0);
    expect(readDraft(storage, draftName("visit-2", "notes"))).toBeNull();
    expect(readDraft(storage, draftName("visit-1", "complete"))).toBeNull();
  });

  it("takes a broken entry for none", () => {
    storage.setItem(name, "{not json");
    expect(readDraft(storage, name)).toBeNull();
    storage.setItem(name, "[]");
    expect(readDraft(storage, name)).toBeNull();
  });

  it("says when the storage is full", () => {
    expect(writeDraft(makeStorage(10), name, "a long text", "k", 0)).toBe(false);
  });

  it("drops only drafts older than 30 days, and nothing of others", () => {
    writeDraft(storage, name, "old", "k", 0);
    writeDraft(storage, draftName("visit-2", "notes"), "new", "k", 20 * dayMs);
    storage.setItem("truckroll.settings", "{}");
    expect(dropOldDrafts(storage, 31 * dayMs)).toBe(1);
    expect(storage.length).toBe(2);
  });
});
