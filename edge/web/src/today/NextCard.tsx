import { IconAlertTriangle, IconCar, IconChevronRight } from "@tabler/icons-react";
import { useVisit } from "../agent/queries";
import type { Card } from "../agent/types";
import { clockTime } from "../format";
import { ActionButton } from "../job/ActionButton";
import { hazardsOf } from "../job/hazards";
import { hasArrived, mainAction } from "../job/steps";
import { StateWord } from "../job/StateWord";
import { jobPath } from "../router";
import { textOr, useText } from "../text";

/// The one thing to do now, with its button.
export function NextCard({ card }: { card: Card }) {
  const { t, language } = useText();
  const begun = ["on_my_way", "on_site", "paused"].includes(card.state);
  // A card alone does not tell whether work has begun; on site the visit's events do.
  const onSite = card.state === "on_site";
  const { data: visit } = useVisit(card.id, onSite);
  const action = onSite && !visit ? null : mainAction({ ...card, events: visit?.events });
  const place = [card.site_name ?? card.account_name, card.address?.city].filter(Boolean).join(", ");
  const hazards = hazardsOf(card);
  return (
    <section className="next" aria-label={begun ? t("today.now") : t("today.next")} data-testid="next-card">
      <a className="next-link" href={jobPath(card.id)} data-testid={`visit-${card.id}`}>
        <span className="next-head">
          <span className="next-word">{begun ? t("today.now") : t("today.next")}</span>
          <span className="muted">{card.number}</span>
          <StateWord state={card.state} />
          {["high", "urgent", "emergency"].includes(card.priority ?? "") && (
            <span className="word" data-tone="attention">{textOr(t, `priority.${card.priority}`, card.priority!)}</span>
          )}
        </span>
        <span className="next-title">
          <span className="next-time">{clockTime(card.start, language)}</span>
          <strong>{card.summary}</strong>
          <IconChevronRight aria-hidden className="row-end" />
        </span>
        <span className="next-place">
          <span>{place}</span>
          {card.travel_minutes != null && !card.eta && (
            <span className="drive"><IconCar aria-hidden />{t("today.drive", { count: card.travel_minutes })}</span>
          )}
          {card.eta && !hasArrived(card.state) && <span className="drive"><IconCar aria-hidden />{t("today.eta", { time: clockTime(card.eta, language) })}</span>}
        </span>
        {hazards.length > 0 && <span className="danger-line"><IconAlertTriangle aria-hidden />{hazards.join(" · ")}</span>}
      </a>
      {action && <ActionButton visit={card} action={action} />}
    </section>
  );
}
