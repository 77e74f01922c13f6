import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { load, send } from "../agent/client";
import { reopenLive } from "../agent/live";
import { queries, refresh } from "../agent/queries";
import type { Person, Status } from "../agent/types";

/// Who could work here; read anew while the list is open, since a wait runs out.
export const usePeople = () =>
  useQuery({ queryKey: ["crew"], queryFn: async () => (await load<{ people: Person[] }>("/api/crew")).people, refetchInterval: 5_000 });

/// The person is at the screen from now on. A press of his own: never sent twice with another's key.
export async function enter(person: string, pin?: string): Promise<void> {
  const status = await send<Status>(`/api/crew/${person}/sign-on`, pin === undefined ? {} : { pin });
  await arrive(status);
}

export async function lock(): Promise<void> {
  await arrive(await send<Status>("/api/lock"));
}

export async function leave(person: string): Promise<void> {
  await arrive(await send<Status>(`/api/crew/${person}/sign-off`));
}

export const changePin = (person: string, oldPin: string, pin: string): Promise<unknown> =>
  send(`/api/crew/${person}/pin`, { old_pin: oldPin, pin }).then(() => reopenLive());

/// The socket of before belongs to who was at the screen before.
async function arrive(status: Status): Promise<void> {
  reopenLive();
  queries.setQueryData(["status"], status);
  await refresh();
}

const touchEveryMs = 20_000;

/// The agent locks a screen that nobody touches: it is told of touches, not of what the page reads by itself.
export function useTouch(needed: boolean): void {
  useEffect(() => {
    if (!needed) return;
    let last = 0;
    const touch = () => {
      if (Date.now() - last < touchEveryMs) return;
      last = Date.now();
      // Locked or away meanwhile: the status says so.
      void send("/api/touch").catch(() => undefined);
    };
    const events = ["pointerdown", "keydown", "wheel"] as const;
    events.forEach((event) => window.addEventListener(event, touch, { capture: true, passive: true }));
    return () => events.forEach((event) => window.removeEventListener(event, touch, { capture: true }));
  }, [needed]);
}

/// What a person types to find himself; without accents and capitals.
export function matching(people: Person[], typed: string): Person[] {
  const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return people.filter((person) => words.every((word) => plain(person.name).includes(word)));
}
