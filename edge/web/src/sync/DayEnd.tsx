import { useState } from "react";
import { TextInput } from "@mantine/core";
import { IconMoon } from "@tabler/icons-react";
import { send } from "../agent/client";
import { useDay } from "../agent/queries";
import type { Day } from "../agent/types";
import { makeKey, useDraft } from "../drafts/useDraft";
import { momentText } from "../format";
import { Press } from "../parts/Press";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";

/// The end of the day. Money that is only in this van is shown before, and its end says why it was left.
export function DayEnd() {
  const { t, language } = useText();
  const { data: day } = useDay();
  const [asks, setAsks] = useState(false);
  const reopening = useSaving((key: string) => send<Day>("/api/day/reopen", {}, key));
  const closing = useSaving((input: { reason?: string; key: string }) => send<Day>("/api/day/close", input.reason ? { reason: input.reason } : {}, input.key), () => setAsks(false));
  if (!day) return null;
  const isClosed = day.state === "closed";
  return (
    <section aria-label={t("day_end.title")} data-testid="day-end">
      <h2>{t("day_end.title")}</h2>
      {isClosed && (
        <Note tone={day.unsent_money > 0 ? "attention" : "success"} testid="day-closed">
          {t("day_end.closed", { time: momentText(day.closed_at, language) })}
          {day.unsent_money > 0 && <p>{t("day_end.closed_with", { count: day.unsent_money, reason: day.unsent_reason ?? "" })}</p>}
        </Note>
      )}
      {day.money > 0 && <MoneyNote day={day} />}
      {!asks && <Refusal error={closing.error ?? reopening.error} />}
      {isClosed
        ? <Press working={reopening.working} onClick={() => reopening.run(makeKey())} data-testid="day-reopen">{t("day_end.reopen")}</Press>
        : <Press look="main" icon={<IconMoon aria-hidden />} working={closing.working} onClick={() => (day.money > 0 ? setAsks(true) : closing.run({ key: makeKey() }))} data-testid="day-close">{t("day_end.close")}</Press>}
      {asks && <AskSheet day={day} working={closing.working} error={closing.error} close={() => { closing.forget(); setAsks(false); }} send={(reason, key) => closing.run({ reason, key })} />}
    </section>
  );
}

function MoneyNote({ day }: { day: Day }) {
  const { t, language } = useText();
  return <Note tone="danger" testid="money-waiting">{t("day_end.money", { count: day.money, time: momentText(day.money_since, language) })}</Note>;
}

function AskSheet({ day, working, error, send, close }: { day: Day; working: boolean; error: Error | null; send: (reason: string, key: string) => void; close: () => void }) {
  const { t } = useText();
  const draft = useDraft("day", "close-reason", "");
  const [asked, setAsked] = useState(false);
  const submit = () => {
    const reason = draft.value.trim();
    if (!reason) return setAsked(true);
    send(reason, draft.key);
    draft.clear();
  };
  return (
    <Sheet title={t("day_end.seen")} close={close} testid="day-sheet">
      <Refusal error={error} />
      <MoneyNote day={day} />
      <p>{t("day_end.seen_text")}</p>
      <form className="line" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextInput
          className="grow"
          label={t("day_end.reason")}
          value={draft.value}
          onChange={(event) => draft.set(event.currentTarget.value)}
          error={asked && !draft.value.trim() ? t("day_end.reason_needed") : undefined}
          maxLength={500}
          data-testid="day-reason"
        />
        <Press type="submit" look="main" working={working} data-testid="day-close-anyway">{t("day_end.close_anyway")}</Press>
      </form>
    </Sheet>
  );
}
