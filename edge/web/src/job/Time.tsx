import { IconCar, IconPlayerStop, IconTool } from "@tabler/icons-react";
import { send } from "../agent/client";
import { makeKey } from "../drafts/useDraft";
import { clockTime, durationText, minutesBetween, momentText } from "../format";
import { Press } from "../parts/Press";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { useBackToJob, type JobScreenProps } from "./Job";
import { isOver } from "./steps";
import { activityText, spentMinutes, useNow } from "./time";

export default function Time({ visit }: JobScreenProps) {
  const { t, language } = useText();
  const { running, entries } = visit.time;
  const now = useNow(running ? 1_000 : null);
  const start = useSaving((activity: string) => send(`/api/visits/${visit.id}/time/start`, { activity }, makeKey()));
  const stop = useSaving(() => send(`/api/visits/${visit.id}/time/stop`, {}, makeKey()));
  const open = !isOver(visit);
  const starter = (activity: "labour" | "travel", Icon: typeof IconTool) => (
    <Press
      look={activity === "labour" ? "main" : "plain"}
      tall
      working={start.working && start.input === activity}
      icon={<Icon aria-hidden />}
      onClick={() => start.run(activity)}
      data-testid={`time-start-${activity}`}
    >
      {t(activity === "labour" ? "time.start_labour" : "time.start_travel")}
    </Press>
  );
  return (
    <Screen
      title={t("time.title")}
      back={useBackToJob(visit)}
      action={running ? (
        <Press look="main" tall working={stop.working} icon={<IconPlayerStop aria-hidden />} onClick={() => stop.run(undefined)} data-testid="time-stop">
          {t("time.stop")}: {activityText(t, running.activity)}
        </Press>
      ) : open && starter("labour", IconTool)}
    >
      <div className="page">
        <div className="card clock" data-testid="time-running">
          <span className="clock-figure">{durationText(running ? minutesBetween(running.start, now) : 0)}</span>
          <span>{running
            ? t("time.running", { activity: activityText(t, running.activity), time: clockTime(running.start, language) })
            : t("time.stopped")}</span>
        </div>
        <Refusal error={start.error ?? stop.error} />
        {open && running?.activity !== "travel" && starter("travel", IconCar)}
        {open && running && running.activity !== "labour" && starter("labour", IconTool)}
        <section aria-label={t("time.entries")}>
          <h2>{t("time.entries")}</h2>
          {entries.length === 0 && <p className="empty">{t("time.empty")}</p>}
          <ul className="list">
            {entries.map((entry) => (
              <li key={entry.id} className="part">
                <span className="part-text">
                  <strong>{activityText(t, entry.activity)}</strong>
                  <span className="muted">{momentText(entry.start, language)} – {entry.end ? clockTime(entry.end, language) : "…"}</span>
                </span>
                <span className="figure">{durationText(entry.minutes ?? minutesBetween(entry.start, entry.end ? Date.parse(entry.end) : now))}</span>
              </li>
            ))}
            {entries.length > 0 && (
              <li className="part total"><strong className="part-text">{t("time.total")}</strong><span className="figure">{durationText(spentMinutes(visit, now))}</span></li>
            )}
          </ul>
        </section>
      </div>
    </Screen>
  );
}
