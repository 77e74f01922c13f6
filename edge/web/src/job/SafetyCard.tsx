import { useState } from "react";
import { IconShieldHeart } from "@tabler/icons-react";
import { useStatus } from "../agent/queries";
import { send } from "../agent/client";
import type { Visit } from "../agent/types";
import { makeKey } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { isOver } from "./steps";

export const spans = [15, 30, 60, 120];

/// "I work alone here": starts the timer that the office keeps. While one runs, the banner above has the rest.
export function SafetyCard({ visit }: { visit: Visit }) {
  const { t } = useText();
  const { data: status } = useStatus();
  const [open, setOpen] = useState(false);
  const saving = useSaving(
    (minutes: number) => send(`/api/visits/${visit.id}/safety/start`, { minutes }, makeKey()),
    () => {
      setOpen(false);
      say(t("safety.started"));
    },
  );
  if (!status || status.safety || isOver(visit)) return null;
  return (
    <>
      <Press look="plain" icon={<IconShieldHeart aria-hidden />} onClick={() => setOpen(true)} data-testid="safety-open">{t("safety.alone")}</Press>
      {open && (
        <Sheet title={t("safety.alone")} close={() => setOpen(false)} testid="safety-sheet">
          <p>{t("safety.explained")}</p>
          {!status.sync.online && <p><strong>{t("safety.offline")}</strong></p>}
          <div className="tiles">
            {spans.map((minutes) => (
              <Press key={minutes} look="main" tall working={saving.working && saving.input === minutes} onClick={() => saving.run(minutes)} data-testid={`safety-start-${minutes}`}>
                {t("safety.minutes", { count: minutes })}
              </Press>
            ))}
          </div>
          <Refusal error={saving.error} />
        </Sheet>
      )}
    </>
  );
}
