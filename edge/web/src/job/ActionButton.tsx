import {
  IconArrowBackUp, IconBan, IconCheck, IconLock, IconMapPin, IconPlayerPause, IconPlayerPlay, IconSignature, IconSteeringWheel,
} from "@tabler/icons-react";
import { useRef, useState, type ComponentType } from "react";
import { send } from "../agent/client";
import { queries } from "../agent/queries";
import type { Card, Visit } from "../agent/types";
import { makeKey } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, jobPath } from "../router";
import { textOr, useText } from "../text";
import { ReasonSheet } from "./ReasonSheet";

const icons: Record<string, ComponentType> = {
  accept: IconCheck, decline: IconBan, "on-my-way": IconSteeringWheel, "turn-back": IconArrowBackUp, arrive: IconMapPin,
  start: IconPlayerPlay, pause: IconPlayerPause, resume: IconPlayerPlay, "no-access": IconLock, complete: IconSignature,
};

const withReason = ["decline", "pause", "no-access"];

/// One move of a visit: asks for a reason where one is needed, sends, and shows the new state only when it is stored.
export function ActionButton({ visit, action, small }: { visit: Card; action: string; small?: boolean }) {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  // The same key until it is stored: a second press after a lost answer makes no second event.
  const key = useRef(makeKey());
  const saving = useSaving(
    (input: object) => send<Card>(`/api/visits/${visit.id}/${action}`, input, key.current),
    (card) => {
      key.current = makeKey();
      setAsking(false);
      showNewState(visit.id, card);
      say(textOr(t, `said.${action}`, t("common.saved")));
    },
  );
  const press = () => {
    saving.forget();
    if (action === "complete") return go(jobPath(visit.id, "complete"));
    if (withReason.includes(action)) return setAsking(true);
    saving.run(action === "arrive" ? { origin: "screen" } : {});
  };
  const Icon = icons[action];
  const given = visit.moves.find((move) => move.action === action)?.label ?? action;
  return (
    <>
      <Refusal error={asking ? null : saving.error} />
      <Press
        look={small ? "plain" : "main"}
        tall={!small}
        working={saving.working}
        icon={Icon && <Icon aria-hidden />}
        onClick={press}
        data-testid={`action-${action}`}
      >
        {textOr(t, `action.${action}`, given)}
      </Press>
      {asking && (
        <ReasonSheet
          action={action as "decline" | "pause" | "no-access"}
          visit={visit.id}
          working={saving.working}
          error={saving.error}
          send={(reason) => saving.run({ reason })}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}

/// The answer is the stored card: shown at once, before everything is read again.
function showNewState(id: string, card: Card | undefined): void {
  if (!card?.state) return;
  queries.setQueryData<Visit>(["visit", id], (old) => (old ? { ...old, ...card } : old));
}
