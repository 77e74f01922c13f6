import { useToday } from "../agent/queries";
import type { Card } from "../agent/types";
import { dayName } from "../format";
import { nextVisit } from "../job/steps";
import { Loaded } from "../parts/Loaded";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { NextCard } from "./NextCard";
import { VisitRow } from "./VisitRow";

export function Today() {
  const { t } = useText();
  const query = useToday();
  return (
    <Screen title={t("today.title")}>
      <Loaded query={query}>{(today) => <Day visits={today.visits} coming={today.next} day={today.day} />}</Loaded>
    </Screen>
  );
}

function Day({ day, visits, coming }: { day: string; visits: Card[]; coming: Card[] }) {
  const { t, language } = useText();
  const next = nextVisit(visits);
  const rest = visits.filter((visit) => visit !== next);
  return (
    <div className="page">
      <p className="day-name">{dayName(day, language)}</p>
      {next && <NextCard card={next} key={next.id} />}
      {!next && <p className="empty">{visits.length ? t("today.finished") : t("today.empty")}</p>}
      {rest.length > 0 && <Rows title={t("today.day")} cards={rest} testid="day-list" />}
      <section aria-label={t("today.coming")} data-testid="coming-list">
        <h2>{t("today.coming")}</h2>
        {coming.length === 0 && <p className="empty">{t("today.nothing_coming")}</p>}
        {groupByDay(coming).map(([start, cards]) => (
          <Rows key={start} title={dayName(start, language)} cards={cards} inner />
        ))}
      </section>
    </div>
  );
}

function Rows({ title, cards, inner, testid }: { title: string; cards: Card[]; inner?: boolean; testid?: string }) {
  const Heading = inner ? "h3" : "h2";
  return (
    <section aria-label={title} data-testid={testid}>
      <Heading>{title}</Heading>
      <ul className="rows">
        {cards.map((card) => <li key={card.id}><VisitRow card={card} /></li>)}
      </ul>
    </section>
  );
}

/// Days in order, each with its visits in order, told apart by the device's own calendar.
export function groupByDay<T extends Pick<Card, "start">>(cards: T[]): [string, T[]][] {
  const days = new Map<string, T[]>();
  for (const card of [...cards].sort((a, b) => a.start.localeCompare(b.start))) {
    const day = new Date(card.start).toDateString();
    days.set(day, [...(days.get(day) ?? []), card]);
  }
  return [...days.values()].map((group) => [group[0]!.start, group]);
}
