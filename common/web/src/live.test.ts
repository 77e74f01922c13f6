import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backOffMs, LiveLink, type LiveMessage } from "./live";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen?: () => void;
  onclose?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  close() {
    this.onclose?.();
  }
}

beforeEach(() => {
  FakeSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("waiting doubles up to its bound", () => {
  expect(backOffMs(0, 1)).toBe(500);
  expect(backOffMs(3, 1)).toBe(4000);
  expect(backOffMs(50, 1)).toBe(15_000);
  expect(backOffMs(3, 0)).toBe(2000);
});

test("the first connection asks for what happened since the page was loaded, and says when that was too much", () => {
  const link = new LiveLink("/api/live");
  const heard: LiveMessage[] = [];
  link.listen((message) => heard.push(message));
  link.start(7);
  expect(FakeSocket.all[0]!.url.searchParams.get("after")).toBe("7");
  FakeSocket.all[0]!.onopen!();
  FakeSocket.all[0]!.onmessage!({ data: '{"type":"hello","position":900}' });
  expect(heard).toEqual([{ type: "reconnected" }]);
  FakeSocket.all[0]!.onclose!();
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.all[1]!.url.searchParams.has("after")).toBe(false);
  link.stop();
});

test("a lost link comes back and says that a gap was", () => {
  const link = new LiveLink("/api/live");
  const heard: LiveMessage[] = [];
  link.listen((message) => heard.push(message));
  link.start();
  FakeSocket.all[0]!.onopen!();
  expect(link.current()).toBe("online");

  FakeSocket.all[0]!.onclose!();
  expect(link.current()).toBe("offline");
  vi.advanceTimersByTime(500);
  FakeSocket.all[1]!.onopen!();

  expect(link.current()).toBe("online");
  expect(heard).toEqual([{ type: "reconnected" }]);
  link.stop();
});

test("a frame that is no message is passed over", () => {
  const link = new LiveLink("/api/live");
  const heard: LiveMessage[] = [];
  link.listen((message) => heard.push(message));
  link.start();

  FakeSocket.all[0]!.onmessage!({ data: "not json" });
  FakeSocket.all[0]!.onmessage!({ data: '{"type":"hello"}' });

  expect(heard).toEqual([{ type: "hello" }]);
  link.stop();
});

test("after stop nothing is tried again", () => {
  const link = new LiveLink("/api/live");
  link.start();
  link.stop();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(1);
});
