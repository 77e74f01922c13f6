import { useEffect, useState } from "react";
import { useStatus } from "../agent/queries";
import { useReachable } from "../agent/reachable";
import type { Safety, Status } from "../agent/types";
import { clockTime, dayName } from "../format";
import { Press } from "../parts/Press";
import { Note } from "../parts/Texts";
import { useNow } from "../job/time";
import { alarmOf } from "../shell/safety";
import { syncTone, syncWords } from "../shell/SyncState";
import { useText } from "../text";
import { People } from "./People";

/// Before somebody has signed on, and while the screen is locked: over all else, which stays below as it was.
export function Gate({ status }: { status: Status }) {
  const { t } = useText();
  const [others, setOthers] = useState(false);
  const locked = status.screen === "locked" && !others;
  useEffect(() => {
    document.documentElement.dataset.covered = "yes";
    return () => {
      delete document.documentElement.dataset.covered;
    };
  }, []);
  return (
    <div className="gate" role="dialog" aria-modal="true" aria-labelledby="gate-title" data-testid={locked ? "locked" : "sign-on"}>
      <main className="gate-page" tabIndex={-1}>
        {locked ? <Clock status={status} /> : <h1 id="gate-title">{t("crew.title")}</h1>}
        <Saved />
        {status.safety && <Alone safety={status.safety} />}
        {locked
          ? (
            <>
              <People only={(person) => person.is_signed_on} />
              <Press look="quiet" onClick={() => setOthers(true)} data-testid="gate-others">{t("crew.others")}</Press>
            </>
          )
          : <People cancel={others ? () => setOthers(false) : undefined} />}
      </main>
    </div>
  );
}

/// The sound of his timer goes on behind the lock; here he sees why, and that his PIN is what stops it.
function Alone({ safety }: { safety: Safety }) {
  const { t, language } = useText();
  const alarm = alarmOf(safety, useNow(1_000));
  return (
    <Note tone={alarm === "quiet" ? "plain" : "danger"} live={alarm === "quiet" ? "off" : "assertive"} testid="gate-safety">
      {t(`safety.${alarm}`, { time: clockTime(safety.due, language) })} {alarm !== "quiet" && t("safety.open_first")}
    </Note>
  );
}

function Clock({ status }: { status: Status }) {
  const { t, language } = useText();
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date().toISOString()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <div>
      <h1 id="gate-title" className="hidden">{t("crew.locked")}</h1>
      <p className="gate-clock" data-testid="gate-clock">{clockTime(now, language)}</p>
      <p className="muted">{dayName(now, language)}</p>
      {status.next_at && <p data-testid="gate-next">{t("crew.next_at", { time: clockTime(status.next_at, language) })}</p>}
    </div>
  );
}

/// In words, and no link: where it leads to is locked.
function Saved() {
  const { t, language } = useText();
  const { data } = useStatus();
  const reachable = useReachable();
  const tone = syncTone(data, reachable);
  return (
    <>
      {!reachable && <Note tone="attention" live="assertive">{t("banner.agent")}</Note>}
      <p className="state gate-state" data-tone={tone} data-testid="gate-saved" role="status">{syncWords(t, language, tone, data?.sync)}</p>
    </>
  );
}
