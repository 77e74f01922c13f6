import { useEffect } from "react";
import { VisuallyHidden } from "@mantine/core";
import { IconShieldHeart } from "@tabler/icons-react";
import { send } from "../agent/client";
import type { Safety } from "../agent/types";
import { makeKey } from "../drafts/useDraft";
import { clockTime } from "../format";
import { useNow } from "../job/time";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { beep } from "./beep";
import { alarmOf, leftText } from "./safety";

/// Who works alone sees on every screen how long he has, says that he is well, and is called before the time is over.
export function SafetyBanner({ safety }: { safety: Safety }) {
  const { t, language } = useText();
  const now = useNow(1_000);
  const alarm = alarmOf(safety, now);
  const extending = useSaving(() => send(`/api/safety/${safety.id}/extend`, {}, makeKey()), () => say(t("safety.extended")));
  const ending = useSaving(() => send(`/api/safety/${safety.id}/end`, {}, makeKey()), () => say(t("safety.ended")));
  useEffect(() => {
    if (alarm === "quiet") return;
    beep();
    const timer = window.setInterval(beep, alarm === "soon" ? 15_000 : 3_000);
    return () => window.clearInterval(timer);
  }, [alarm]);
  const time = clockTime(safety.due, language);
  return (
    <section className="proposal" data-testid="safety" data-alarm={alarm} aria-label={t("safety.title")}>
      <div className="proposal-text">
        <IconShieldHeart aria-hidden />
        <div>
          <strong>{t(`safety.${alarm}`, { time })} <span className="figure" aria-hidden>{leftText(safety, now)}</span></strong>
          {!safety.known && <div data-testid="safety-unknown">{t("safety.unknown")}</div>}
        </div>
      </div>
      {/* Said once per state, not with every second. */}
      <VisuallyHidden role={alarm === "quiet" ? "status" : "alert"}>{t(`safety.${alarm}`, { time })}</VisuallyHidden>
      <div className="proposal-buttons">
        <Press look="plain" working={ending.working} onClick={() => ending.run(undefined)} data-testid="safety-end">{t("safety.end")}</Press>
        <Press look="main" working={extending.working} onClick={() => extending.run(undefined)} data-testid="safety-fine">{t("safety.fine")}</Press>
      </div>
      <Refusal error={extending.error ?? ending.error} />
    </section>
  );
}
