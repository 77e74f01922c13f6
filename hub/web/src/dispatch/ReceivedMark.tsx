import { IconChecks, IconClock, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DispatchVisit } from "../data/dispatch";
import { markOf } from "./slots";

/// Whether the van has the visit: sent, or stored there.
export function ReceivedMark({ visit }: { visit: DispatchVisit }) {
  const { t } = useTranslation();
  const Icon = visit.received ? IconChecks : visit.sent ? IconSend : IconClock;
  const kind = visit.received ? "received" : visit.sent ? "sent" : "unsent";
  return (
    <span className="visit-mark" data-mark={kind} data-testid={`${kind}-${visit.id}`} title={t(markOf(visit))}>
      <Icon size={14} aria-hidden />
    </span>
  );
}
