import { useEffect, useSyncExternalStore } from "react";
import { queries, refresh } from "./queries";
import { reportReachable, subscribeReachable, isReachable } from "./reachable";
import type { ButtonPress, LiveMessage, Proposal } from "./types";

const reconnectAfterMs = 1_000;

let proposal: Proposal | null = null;
const listeners = new Set<() => void>();
const buttonListeners = new Set<(press: ButtonPress) => void>();

function setProposal(value: Proposal | null): void {
  proposal = value;
  listeners.forEach((listener) => listener());
}

export function applyLive(message: LiveMessage): void {
  switch (message.type) {
    case "status": {
      const { type: _type, ...status } = message;
      queries.setQueryData(["status"], status);
      return;
    }
    case "proposal":
      setProposal({ kind: message.kind, visit: message.visit, since: message.since });
      return;
    case "proposal_withdrawn":
      setProposal(null);
      void refresh();
      return;
    case "button":
      buttonListeners.forEach((listener) => listener(message));
      void refresh();
      return;
    case "changed":
      void refresh();
  }
}

function subscribeProposal(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/// The newest proposal the agent has made over the socket, until it withdraws it.
export const useLiveProposal = (): Proposal | null =>
  useSyncExternalStore(subscribeProposal, () => proposal);

/// Each press of the van's own button, as the agent tells it. Returns what ends it.
export function onButton(listener: (press: ButtonPress) => void): () => void {
  buttonListeners.add(listener);
  return () => {
    buttonListeners.delete(listener);
  };
}

let reopen: (() => void) | undefined;

/// Another person is at the screen: the socket of before says nothing more, and a new one is opened.
export const reopenLive = (): void => reopen?.();

/// Holds the socket to the agent open for as long as the app lives; what was missed meanwhile is read again. What the agent
/// says there comes in this language: a socket of a browser carries no headers of the page.
export function useLive(language: string): void {
  useEffect(() => {
    let socket: WebSocket | undefined;
    let timer: number | undefined;
    let stopped = false;
    let openedBefore = false;

    const open = () => {
      const scheme = location.protocol === "https:" ? "wss" : "ws";
      socket = new WebSocket(`${scheme}://${location.host}/api/live?language=${language}`);
      socket.onopen = () => {
        reportReachable(true);
        if (openedBefore) {
          setProposal(null);
          void refresh();
        }
        openedBefore = true;
      };
      socket.onmessage = (event) => {
        try {
          applyLive(JSON.parse(String(event.data)) as LiveMessage);
        } catch {
          // A message from a newer agent that this page does not know: the next read shows the state anyway.
        }
      };
      socket.onclose = () => {
        if (stopped) return;
        // Asks at once whether the agent is gone; the answer sets or clears the banner.
        void queries.invalidateQueries({ queryKey: ["status"] });
        timer = window.setTimeout(open, reconnectAfterMs);
      };
    };

    reopen = () => {
      if (!socket) return;
      socket.onmessage = null;
      socket.close();
    };
    const unsubscribe = subscribeReachable(() => {
      if (isReachable()) void refresh();
    });
    open();
    return () => {
      stopped = true;
      reopen = undefined;
      window.clearTimeout(timer);
      unsubscribe();
      socket?.close();
    };
  }, [language]);
}
