import type { Visit } from "../agent/types";
import { say } from "../parts/said";
import { useScanner } from "../scan/useScanner";
import { useText } from "../text";
import { BookingDialogs, useBooking } from "./useBooking";
import { isOver } from "./steps";

/// On every screen of a job a scanned part is booked; what stands in the way is asked on top of that screen.
export function PartScan({ visit }: { visit: Visit }) {
  const { t } = useText();
  const booking = useBooking(visit);
  useScanner((code) => {
    if (isOver(visit)) say(t("scan.closed"), "attention");
    else booking.start(code);
  });
  return <BookingDialogs booking={booking} />;
}
