import { useEffect, useState } from "react";
import type { LiveMessage } from "@common/live";
import { live } from "../data/live";
import { useSession } from "../session/session";

export interface Present {
  id: string;
  name: string;
  editing?: boolean;
}

const saidEveryMs = 25_000;

/// Says that one is on a record now, and who else is, as the live link tells; nobody while it does not.
export function usePresence(path: string, id: string, editing = false): Present[] {
  const me = useSession().data?.user.id;
  const [people, setPeople] = useState<Present[]>([]);
  useEffect(() => {
    setPeople([]);
    return live.listen((message: LiveMessage) => {
      const told = presentIn(message as unknown as Record<string, unknown>, path, id);
      if (told) setPeople(told);
    });
  }, [path, id]);
  useEffect(() => {
    const say = () => live.stand({ type: "open", path, id, editing });
    say();
    // The hub forgets who is silent, for instance a computer that was put to sleep.
    const timer = setInterval(say, saidEveryMs);
    return () => clearInterval(timer);
  }, [path, id, editing]);
  // Only with the page: who begins to edit has not gone in between.
  useEffect(() => () => live.stand(undefined), []);
  return people.filter((person) => person.id !== me);
}

/// The people a message tells of, if it is about this record.
export function presentIn(message: Record<string, unknown>, path: string, id: string): Present[] | undefined {
  if (message.type !== "presence" || message.path !== path || message.id !== id || !Array.isArray(message.users)) return undefined;
  return (message.users as Present[]).filter((person) => typeof person.id === "string" && typeof person.name === "string");
}
