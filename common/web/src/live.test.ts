import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backOffMs, LiveLink, type LiveMessage } from "./live";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen?: () => void;
  onclose?: () => void;
  onmessage?: (event: { data: string }) => void;
  static readonly OPEN = 1;
  readonly readyState = 1;
  readonly said: { type: string }[] = [];
  send(text: string) {
    this.said.push(JSON.parse(text));
  }
  hear(message: object) {
    this.onmessage!({ data: JSON.stringify(message) });
  }
  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  close() {
    this.onclose?.();
  }
}

function listening(after?: number) {
  const link = new LiveLink("/api/live");
  const heard: LiveMessage[] = [];
  link.listen((message) => heard.push(message));
  link.start(after);
  return { link, heard };
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
  const { heard, link } = listening(7);
  expect(FakeSocket.all[0]!.url.searchParams.get("after")).toBe("7");
  FakeSocket.all[0]!.onopen!();
  FakeSocket.all[0]!.hear({ type: "reset", position: 900 });
  expect(heard).toEqual([{ type: "reconnected" }]);
  link.stop();
});

test("a link that comes back goes on after the last change it has heard of", () => {
  const { heard, link } = listening(7);
  FakeSocket.all[0]!.onopen!();
  FakeSocket.all[0]!.hear({ type: "hello", position: 7 });
  FakeSocket.all[0]!.hear({ type: "change", position: 9, id: "a" });
  FakeSocket.all[0]!.hear({ type: "position", position: { lat: 47 } });
  FakeSocket.all[0]!.onclose!();
  vi.advanceTimersByTime(1000);

  expect(FakeSocket.all[1]!.url.searchParams.get("after")).toBe("9");
  heard.length = 0;
  FakeSocket.all[1]!.onopen!();
  FakeSocket.all[1]!.hear({ type: "hello", position: 9 });
  FakeSocket.all[1]!.hear({ type: "cursor", position: 4000 });
  expect(heard).toEqual([{ type: "resumed" }, { type: "cursor", position: 4000 }]);

  FakeSocket.all[1]!.onclose!();
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.all[2]!.url.searchParams.get("after")).toBe("4000");
  link.stop();
});

test("what the page shows is said at each connection, and that it shows it no more", () => {
  const { link } = listening();
  FakeSocket.all[0]!.onopen!();
  link.stand({ type: "open", path: "accounts", id: "1" });
  FakeSocket.all[0]!.onclose!();
  vi.advanceTimersByTime(1000);
  FakeSocket.all[1]!.onopen!();
  link.stand(undefined);

  expect(FakeSocket.all.map(({ said }) => said.map(({ type }) => type))).toEqual([["open"], ["open", "leave"]]);
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
