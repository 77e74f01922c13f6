import { useRef, useState } from "react";
import { useStock } from "../agent/queries";
import type { Visit } from "../agent/types";
import { amountText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { book, makeBooking, outcomeOf, type Booking } from "./booking";

/// Books parts one after the other: a second scan waits for the first, and none is lost.
export function useBooking(visit: Visit, onBooked?: () => void) {
  const { t, language } = useText();
  const [current, setCurrent] = useState<Booking | null>(null);
  const queue = useRef<Booking[]>([]);
  const busy = useRef(false);
  const saving = useSaving(
    (one: Booking) => book(visit.id, one),
    (part, one) => {
      const name = part?.name ?? one.code;
      say(t("parts.booked", { quantity: amountText(one.quantity, part?.unit, language), name }));
      onBooked?.();
      finish();
    },
  );

  const finish = () => {
    setCurrent(null);
    saving.forget();
    busy.current = false;
    const next = queue.current.shift();
    if (next) queueMicrotask(() => begin(next));
  };
  const begin = (one: Booking) => {
    busy.current = true;
    setCurrent(one);
    saving.run(one);
  };
  return {
    current,
    working: saving.working,
    error: saving.error,
    start: (code: string, quantity = "1") => {
      const one = makeBooking(code, quantity);
      if (busy.current) queue.current.push(one);
      else begin(one);
    },
    again: (reason?: string) => {
      if (!current) return;
      const one = reason ? { ...current, reason } : current;
      setCurrent(one);
      saving.run(one);
    },
    drop: finish,
  };
}

export type BookingState = ReturnType<typeof useBooking>;

/// What a refused booking asks: another code, a reason for going below zero, or to try again.
export function BookingDialogs({ booking }: { booking: BookingState }) {
  const { t } = useText();
  const { current, error } = booking;
  if (!current || !error) return null;
  const outcome = outcomeOf(error);
  if (outcome === "needs_reason") return <BelowZero booking={booking} current={current} />;
  return (
    <Sheet title={t("parts.book")} close={booking.drop} testid="booking-refused">
      {outcome === "unknown_code"
        ? <Note tone="danger" live="assertive" testid="unknown-code">{t("parts.unknown", { code: current.code })}</Note>
        : <Refusal error={error} />}
      <div className="line">
        {outcome === "refused" && (
          <Press look="main" working={booking.working} onClick={() => booking.again()}>{t("common.try_again")}</Press>
        )}
        <Press onClick={booking.drop} data-testid="booking-close">{t("common.close")}</Press>
      </div>
    </Sheet>
  );
}

function BelowZero({ booking, current }: { booking: BookingState; current: Booking }) {
  const { t } = useText();
  const { data } = useStock();
  return (
    <Sheet title={t("parts.below_zero")} close={booking.drop} testid="below-zero">
      <p>{t("parts.below_zero_help", { quantity: current.quantity, code: current.code })}</p>
      {data?.reasons.length === 0 && <Note tone="attention">{t("parts.no_reasons")}</Note>}
      <div className="choices">
        {data?.reasons.map((reason) => (
          <Press key={reason.id} working={booking.working} onClick={() => booking.again(reason.id)} data-testid={`stock-reason-${reason.id}`}>
            {reason.label}
          </Press>
        ))}
      </div>
      <Press look="quiet" onClick={booking.drop}>{t("common.cancel")}</Press>
    </Sheet>
  );
}
