import { IconChevronRight, IconClockUp } from "@tabler/icons-react";
import type { Card } from "../agent/types";
import { clockTime } from "../format";
import { isOver } from "../job/steps";
import { jobPath } from "../router";
import { textOr, useText } from "../text";
import { StateWord } from "../job/StateWord";

/// One job as one large target.
export function VisitRow({ card }: { card: Card }) {
  const { t, language } = useText();
  const place = [card.site_name ?? card.account_name, card.address?.city].filter(Boolean).join(", ");
  return (
    <a className="row" href={jobPath(card.id)} data-over={isOver(card) || undefined} data-testid={`visit-${card.id}`}>
      <span className="row-time">{clockTime(card.start, language)}</span>
      <span className="row-main">
        <strong>{card.summary}</strong>
        <span className="muted">{place}</span>
        <span className="row-words">
          <StateWord state={card.state} />
          {["high", "urgent", "emergency"].includes(card.priority ?? "") && (
            <span className="word" data-tone="attention">{textOr(t, `priority.${card.priority}`, card.priority!)}</span>
          )}
          {card.waiting && <span className="word"><IconClockUp aria-hidden />{t("today.waits")}</span>}
        </span>
      </span>
      <IconChevronRight aria-hidden className="row-end" />
    </a>
  );
}
