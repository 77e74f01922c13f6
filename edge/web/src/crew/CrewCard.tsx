import { useState } from "react";
import { usePeople } from "./crew";
import type { Status } from "../agent/types";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { changePin, leave, lock } from "./crew";
import { People } from "./People";
import { PinPad } from "./PinPad";

/// Who is in the van: the next one takes over with one press and his PIN.
export function CrewCard({ status }: { status: Status }) {
  const { t } = useText();
  const [open, setOpen] = useState<"people" | "pin" | null>(null);
  const locking = useSaving(() => lock());
  const leaving = useSaving(leave);
  const me = status.technician;
  const close = () => setOpen(null);
  return (
    <section className="card settings" aria-label={t("crew.here")} data-testid="crew">
      <h2>{t("crew.here")}</h2>
      <ul>
        {status.crew?.map((one) => (
          <li key={one.id} data-testid={`crew-${one.id}`}>{one.name}{one.is_active && <span className="muted"> · {t("crew.active")}</span>}</li>
        ))}
        {!status.crew?.length && me && <li>{me.name}</li>}
      </ul>
      <Refusal error={locking.error ?? leaving.error} />
      <div className="choices">
        <Press look="main" onClick={() => setOpen("people")} data-testid="crew-switch">{t("crew.switch")}</Press>
        {status.asks_pin && <Press working={locking.working} onClick={() => locking.run(undefined)} data-testid="crew-lock">{t("crew.lock")}</Press>}
        {me && <Press onClick={() => setOpen("pin")} data-testid="crew-pin">{t("crew.change_pin")}</Press>}
        {me && <Press working={leaving.working} onClick={() => leaving.run(me.id)} data-testid="crew-leave">{t("crew.leave")}</Press>}
      </div>
      {open === "people" && <Sheet title={t("crew.title")} close={close}><People entered={close} /></Sheet>}
      {open === "pin" && me && <PinSheet person={me.id} close={close} />}
    </section>
  );
}

/// The old one, where he has one; the new one; the new one again.
function PinSheet({ person, close }: { person: string; close: () => void }) {
  const { t } = useText();
  const { data } = usePeople();
  const [old, setOld] = useState<string | null>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const mine = data?.find((one) => one.id === person);
  if (!mine) return null;
  const keep = (set: (pin: string) => void) => async (pin: string) => set(pin);
  const finish = async (pin: string) => {
    if (pin !== fresh) {
      setFresh(null);
      throw new Error(t("crew.differ"));
    }
    try {
      await changePin(person, old ?? "", pin);
      say(t("crew.changed"));
      close();
    } catch (error) {
      setOld(null);
      setFresh(null);
      throw error;
    }
  };
  const step = old === null && mine.asks_pin ? "old" : fresh === null ? "new" : "again";
  return (
    <Sheet title={t("crew.change_pin")} close={close} testid="pin-sheet">
      {step === "old" && <PinPad key="old" label={t("crew.old_pin")} wait={mine.wait_seconds} send={keep(setOld)} done={t("crew.next")} />}
      {step === "new" && <PinPad key="new" label={t("crew.new_pin")} send={keep(setFresh)} done={t("crew.next")} />}
      {step === "again" && <PinPad key="again" label={t("crew.new_pin_again")} send={finish} done={t("common.save")} />}
    </Sheet>
  );
}
