import { IconAlertTriangle, IconKey, IconMap2, IconPhone } from "@tabler/icons-react";
import type { Visit } from "../agent/types";
import { clockTime, dateText, momentText } from "../format";
import { Screen } from "../shell/Screen";
import { OwnRecords } from "./OwnRecords";
import { jobPath } from "../router";
import { textOr, useText } from "../text";
import { ActionButton } from "./ActionButton";
import { hazardsOf } from "./hazards";
import { SafetyCard } from "./SafetyCard";
import { StepLine } from "./StepLine";
import { hasArrived, isOver, mainAction, otherActions } from "./steps";
import { StateWord } from "./StateWord";
import { Tiles } from "./Tiles";

/// The job on one page: where, how to get in, what is dangerous, the steps, the tiles; the main action stays below.
export function Overview({ visit }: { visit: Visit }) {
  const { t } = useText();
  const action = mainAction(visit);
  const others = otherActions(visit);
  return (
    <Screen
      title={`${visit.number} ${visit.summary}`}
      back={{ path: "#/", name: t("nav.today") }}
      action={action ? <ActionButton key={action} visit={visit} action={action} /> : <Ended visit={visit} />}
    >
      <div className="page">
        <Where visit={visit} />
        <StepLine visit={visit} />
        <Tiles visit={visit} />
        <SafetyCard visit={visit} />
        {others.length > 0 && (
          <section aria-label={t("job.more")} className="others">
            {others.map((other) => <ActionButton key={other} visit={visit} action={other} small />)}
          </section>
        )}
        <Equipment visit={visit} />
        <OwnRecords visit={visit} />
        <History visit={visit} />
        <Events visit={visit} />
      </div>
    </Screen>
  );
}

function Ended({ visit }: { visit: Visit }) {
  const { t } = useText();
  const state = textOr(t, `state.${visit.state}`, visit.state);
  return <p className="ended" data-testid="ended">{isOver(visit) ? t("job.finished", { state }) : t("job.not_yet")}</p>;
}

function Where({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  const { address } = visit;
  const city = [address?.postal_code, address?.city].filter(Boolean).join(" ");
  const hazards = hazardsOf(visit);
  return (
    <section className="card where" aria-label={visit.site_name ?? visit.summary}>
      <div className="where-main">
        <div>
          <h2>
            {visit.site_name ?? visit.account_name}
            {visit.account_name && visit.site_name && visit.account_name !== visit.site_name && (
              <span className="where-account"> {visit.account_name}</span>
            )}
          </h2>
          <p data-testid="address">{[address?.line1, city].filter(Boolean).join(", ")}</p>
          <p className="row-words">
            <span>{clockTime(visit.start, language)} – {clockTime(visit.end, language)}</span>
            {visit.eta && !hasArrived(visit.state) && <span>{t("today.eta", { time: clockTime(visit.eta, language) })}</span>}
            <StateWord state={visit.state} />
            {visit.contact_name && <span>{t("job.contact")}: {visit.contact_name}</span>}
          </p>
        </div>
        <div className="where-buttons">
          {visit.phone && (
            <a className="press" data-look="plain" href={`tel:${visit.phone.replace(/[^+\d]/g, "")}`} data-testid="call">
              <IconPhone aria-hidden /><span>{t("job.call")}<span className="small-number">{visit.phone}</span></span>
            </a>
          )}
          <a className="press" data-look="plain" href={jobPath(visit.id, "map")} data-testid="open-map">
            <IconMap2 aria-hidden /><span>{t("job.map")}</span>
          </a>
        </div>
      </div>
      <div className="where-notes">
        {visit.access_notes && (
          <p className="access" data-testid="access-notes"><IconKey aria-hidden /><span><strong>{t("job.access")}:</strong> {visit.access_notes}</span></p>
        )}
        {hazards.length > 0 && (
          <div className="hazards" data-testid="hazards">
            <IconAlertTriangle aria-hidden />
            <span><strong>{t("job.hazards")}:</strong> {hazards.join(" · ")}</span>
          </div>
        )}
      </div>
    </section>
  );
}

function Equipment({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  return (
    <section aria-label={t("job.equipment")}>
      <h2>{t("job.equipment")}</h2>
      {visit.equipment.length === 0 && <p className="empty">{t("job.no_equipment")}</p>}
      <ul className="list">
        {visit.equipment.map((one) => (
          <li key={one.id}>
            <strong>{one.name}</strong>
            <span>{[one.manufacturer, one.model].filter(Boolean).join(" ")}</span>
            <span className="muted">
              {[
                one.serial && t("job.serial", { serial: one.serial }),
                one.place,
                one.installed_at && t("job.installed", { date: dateText(one.installed_at, language) }),
              ].filter(Boolean).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  return (
    <section aria-label={t("job.history")}>
      <h2>{t("job.history")}</h2>
      {visit.history.length === 0 && <p className="empty">{t("job.no_history")}</p>}
      <ul className="list">
        {visit.history.map((past) => (
          <li key={past.number}>
            <span className="muted">{dateText(past.completed_at, language)} · {past.number}</span>
            <strong>{past.summary}</strong>
            {past.resolution && <span>{past.resolution}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Events({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  if (visit.events.length === 0) return null;
  return (
    <section aria-label={t("job.events")}>
      <h2>{t("job.events")}</h2>
      <ul className="list" data-testid="events">
        {[...visit.events].sort((a, b) => b.at.localeCompare(a.at)).map((event) => (
          <li key={event.kind + event.at}>
            <span className="muted">{momentText(event.at, language)}</span>
            <span>{event.text ?? event.kind}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
