import { useSyncExternalStore } from "react";

export type LiveState = "connecting" | "online" | "offline";
export type LiveMessage = { type: string; [key: string]: unknown };

const firstWaitMs = 500;
const longestWaitMs = 15_000;

/// Waiting time before attempt n (from 0): doubles up to 15 s, half of it by chance so that a hundred
/// browsers do not come back in the same moment.
export function backOffMs(attempt: number, chance = Math.random()): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * chance;
}

/// One WebSocket that comes back by itself. Owned by the app for its life; `start` and `stop` may be called again.
export class LiveLink {
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private again = false;
  /// How far in the log of changes one has heard: a connection goes on from there, so that nothing is missed between loading
  /// and listening, nor while the link was lost.
  private after: number | undefined;
  /// What the page shows, said at each connection anew.
  private standing: LiveMessage | undefined;
  private state: LiveState = "connecting";
  private readonly listeners = new Set<(message: LiveMessage) => void>();
  private readonly watchers = new Set<() => void>();
  /// When the link was last known good; views say their age from it.
  lastSeen = Date.now();

  constructor(private readonly path: string) {}

  start(after?: number): void {
    if (this.socket || this.timer) return;
    this.after = after;
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.lost);
    this.connect();
  }

  stop(): void {
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.lost);
    clearTimeout(this.timer);
    this.timer = undefined;
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  /// Says what the page shows, now and whenever the link comes back; nothing: it shows nothing of that kind any more.
  stand(message: LiveMessage | undefined): void {
    const before = this.standing;
    this.standing = message;
    if (message) this.say(message);
    else if (before) this.say({ type: "leave" });
  }

  /// Every message; `{type: "resumed"}` when the link came back and what was missed comes now; `{type: "reconnected"}` when
  /// it does not, and everything shown may be old.
  listen(listener: (message: LiveMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  current = (): LiveState => this.state;

  private connect = (): void => {
    this.timer = undefined;
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.after !== undefined) url.searchParams.set("after", String(this.after));
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.received(event.data);
    socket.onclose = () => this.closed(socket);
  };

  private opened(): void {
    const again = this.attempt > 0;
    this.attempt = 0;
    this.lastSeen = Date.now();
    this.become("online");
    if (this.standing) this.say(this.standing);
    // Who knows where he stood is told whether he goes on from there.
    if (again && this.after === undefined) this.tell({ type: "reconnected" });
    this.again = again;
  }

  private say(message: LiveMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private received(data: unknown): void {
    this.lastSeen = Date.now();
    try {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (!message || typeof message.type !== "string") return;
      this.tell(this.followed(message));
    } catch {
      // A frame that is not JSON carries nothing for the views; the next one may.
    }
  }

  /// Keeps where one stands; what a view must know of it is told in its place.
  private followed(message: LiveMessage): LiveMessage {
    const before = this.after;
    const moves = ["hello", "reset", "change", "cursor"].includes(message.type);
    if (moves && typeof message.position === "number") this.after = message.position;
    if (message.type === "reset") return { type: "reconnected" };
    if (message.type !== "hello" || before === undefined) return message;
    if (before !== this.after) return { type: "reconnected" };
    return this.again ? { type: "resumed" } : message;
  }

  private closed(socket: WebSocket): void {
    if (this.socket !== socket) return;
    if (this.state === "online") this.lastSeen = Date.now();
    this.socket = undefined;
    this.become("offline");
    this.timer = setTimeout(this.connect, backOffMs(this.attempt++));
  }

  private readonly hurry = (): void => {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.connect();
  };

  private readonly lost = (): void => this.socket?.close();

  private tell(message: LiveMessage): void {
    for (const listener of this.listeners) listener(message);
  }

  private become(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}

export const useLiveState = (link: LiveLink): LiveState => useSyncExternalStore(link.watch, link.current);
