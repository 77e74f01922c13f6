import { useEffect } from "react";
import type { QueryClient } from "@tanstack/react-query";
import { LiveLink, type LiveMessage } from "@common/live";
import type { DispatchDay } from "./dispatch";
import { applyPosition, keysTouchedBy, type LiveChange, type LivePosition } from "./touched";

export const live = new LiveLink("/api/live");

const gatherMs = 150;
/// Another hub behind the same address knows of a changed catalogue only after half a second.
const catalogueMs = 1200;

const fleetMs = 5_000;

const catalogueKey = JSON.stringify(["meta"]);

/// Turns the hub's change messages into refreshed queries. A burst (one sync of a van) becomes one refresh.
export function followChanges(client: QueryClient): () => void {
  let waiting = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let fleet: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const keys = waiting;
    waiting = new Map();
    for (const queryKey of keys.values()) void client.invalidateQueries({ queryKey });
    if (!keys.has(catalogueKey)) return;
    clearTimeout(again);
    again = setTimeout(() => void client.invalidateQueries({ queryKey: ["meta"] }), catalogueMs);
  };
  const askFleet = () => {
    fleet = undefined;
    void client.invalidateQueries({ queryKey: ["vans"] });
  };
  const stop = live.listen((message: LiveMessage) => {
    if (message.type === "reconnected") void client.invalidateQueries();
    // Where the vans are is no change of a record: what was missed of it does not come again.
    if (message.type === "resumed") void client.invalidateQueries({ queryKey: ["dispatch"] });
    // Vans say how they are each minute; a fleet of thousands does not make the page ask all the time.
    if (message.type === "health") fleet ??= setTimeout(askFleet, fleetMs);
    if (message.type === "position") movePosition(client, message as unknown as LivePosition);
    if (message.type !== "change") return;
    for (const key of keysTouchedBy(message as unknown as LiveChange)) waiting.set(JSON.stringify(key), key);
    timer ??= setTimeout(flush, gatherMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
    clearTimeout(again);
    clearTimeout(fleet);
  };
}

function movePosition(client: QueryClient, position: LivePosition): void {
  client.setQueriesData<DispatchDay>({ queryKey: ["dispatch"] }, (day) => day && applyPosition(day, position));
}

/// `position`: where the log of changes stood before the pages asked for anything.
export function useLive(client: QueryClient, position?: number): void {
  useEffect(() => {
    const unfollow = followChanges(client);
    live.start(position);
    return () => {
      unfollow();
      live.stop();
    };
  }, [client, position]);
}
