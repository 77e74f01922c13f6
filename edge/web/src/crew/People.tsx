import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Person } from "../agent/types";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { enter, matching, usePeople } from "./crew";
import { PinPad } from "./PinPad";

/// So many fit the screen; beyond that somebody types a part of his name.
const searchFrom = 7;

/// One press on the own name, and the PIN where there is one.
export function People({ only, entered, cancel }: {
  only?: (person: Person) => boolean;
  entered?: () => void;
  cancel?: () => void;
}) {
  const query = usePeople();
  return (
    <Loaded query={query}>
      {(people) => <Choose people={only ? people.filter(only) : people} again={() => void query.refetch()} entered={entered} cancel={cancel} />}
    </Loaded>
  );
}

function Choose({ people, again, entered, cancel }: { people: Person[]; again: () => void; entered?: () => void; cancel?: () => void }) {
  const { t } = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const saving = useSaving((person: string) => enter(person), entered);
  const person = people.find((one) => one.id === chosen) ?? (people.length === 1 && people[0]!.asks_pin ? people[0] : undefined);

  if (person) {
    const send = async (pin: string) => {
      try {
        await enter(person.id, pin);
        entered?.();
      } catch (error) {
        again();
        throw error;
      }
    };
    const back = people.length > 1 ? () => setChosen(null) : cancel;
    return <PinPad key={person.id} label={t("crew.pin_of", { name: person.name })} wait={person.wait_seconds} send={send} cancel={back} />;
  }
  return (
    <div className="stack">
      {people.length >= searchFrom && (
        <TextInput label={t("crew.search")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-testid="crew-search" />
      )}
      <Refusal error={saving.error} />
      {people.length === 0 && <p className="empty">{t("crew.nobody")}</p>}
      <ul className="people">
        {matching(people, typed).map((one) => (
          <li key={one.id}>
            <Press
              tall working={saving.working && saving.input === one.id} data-testid={`person-${one.id}`}
              onClick={() => (one.asks_pin ? setChosen(one.id) : saving.run(one.id))}
            >
              {one.name}
              {(one.is_signed_on || one.is_driver) && <span className="small block">{t(one.is_signed_on ? "crew.signed_on" : "crew.driver")}</span>}
            </Press>
          </li>
        ))}
      </ul>
      {cancel && <Press look="quiet" onClick={cancel} data-testid="crew-cancel">{t("common.cancel")}</Press>}
    </div>
  );
}
