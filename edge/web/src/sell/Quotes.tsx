import { TextInput } from "@mantine/core";
import { useState } from "react";
import { send } from "../agent/client";
import { useQuote, useQuotes } from "../agent/queries";
import type { Quote } from "../agent/types";
import { sendHeld } from "../drafts/sendHeld";
import { useDraft } from "../drafts/useDraft";
import { dateText } from "../format";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { customerPath, jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { NewQuote } from "./NewQuote";
import { QuoteRows } from "./QuoteRows";
import { ShowCustomer } from "./ShowCustomer";
import { Sums } from "./Sums";

/// A quote as the customer is shown it, and what he says to it; a new one; or all of mine.
export function Quotes({ id, account, visit }: { id?: string; account?: string; visit?: string }) {
  if (id === "new") return <NewQuote account={account} visit={visit} />;
  return id ? <Shown id={id} /> : <Mine />;
}

/// The quotes of the technician, newest first.
function Mine() {
  const { t } = useText();
  const query = useQuotes({});
  return (
    <Screen title={t("quotes.mine")} back={{ path: customerPath(), name: t("customers.title") }}>
      <div className="page">
        <Loaded query={query}>{({ rows }) => <QuoteRows rows={rows} />}</Loaded>
      </div>
    </Screen>
  );
}

function Shown({ id }: { id: string }) {
  const { t } = useText();
  const query = useQuote(id);
  const quote = query.data;
  const [asked, setAsked] = useState<"accept" | "decline" | null>(null);
  const back = quote?.visit
    ? { path: jobPath(quote.visit, "bill"), name: t("bill.title") }
    : { path: customerPath(quote?.account?.id), name: quote?.account?.name ?? t("customers.title") };
  return (
    <Screen
      title={quote ? t("quotes.one", { number: quote.number }) : t("quotes.title")} back={back}
      action={quote && quote.moves.length > 0 && (
        <div className="pair">
          <Press look="main" tall onClick={() => setAsked("accept")} data-testid="quote-accept">{t("quotes.accept")}</Press>
          <Press tall onClick={() => setAsked("decline")} data-testid="quote-decline">{t("quotes.decline")}</Press>
        </div>
      )}
    >
      <Loaded query={query}>{(found) => <Paper quote={found} />}</Loaded>
      {quote && asked === "accept" && <Accept quote={quote} close={() => setAsked(null)} />}
      {quote && asked === "decline" && <Decline quote={quote} close={() => setAsked(null)} />}
    </Screen>
  );
}

function Paper({ quote }: { quote: Quote }) {
  const { t, language } = useText();
  return (
    <div className="page">
      {quote.waiting && <Note tone="plain">{t("quotes.waiting")}</Note>}
      <div className="card">
        <div className="next-head">
          <span className="word" data-testid="quote-state">{quote.state_label}</span>
          <strong>{quote.account?.name}</strong>
          {quote.site && <span>{quote.site.name}</span>}
          {quote.valid_until && <span className="muted">{t("quotes.until", { day: dateText(quote.valid_until, language) })}</span>}
        </div>
        {quote.text && <p className="pre">{quote.text}</p>}
        <Sums sums={quote} testid="quote-sums" />
        <ShowCustomer title={t("quotes.one", { number: quote.number })} name={quote.account?.name ?? ""} sums={quote} />
        {quote.accepted_by && <Note tone="success" testid="quote-accepted">{t("quotes.accepted_by", { name: quote.accepted_by })}</Note>}
      </div>
    </div>
  );
}

function Accept({ quote, close }: { quote: Quote; close: () => void }) {
  const { t } = useText();
  const draft = useDraft(quote.id, "accept", "");
  const name = draft.value;
  const saving = useSaving(
    () => sendHeld(() => draft.hold(name), () => send(`/api/quotes/${quote.id}/accept`, { name: name.trim() }, draft.key), () => draft.set(name)),
    () => {
      draft.clear();
      say(t("quotes.said_accepted"));
      close();
    },
  );
  return (
    <Sheet title={t("quotes.accept_title", { number: quote.number })} close={close} testid="accept-sheet">
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (name.trim()) saving.run(undefined); }}>
        <TextInput label={t("quotes.name")} description={t("quotes.name_help")} withAsterisk value={name} onChange={(event) => draft.set(event.currentTarget.value)} data-testid="quote-accept-name" />
        <Refusal error={saving.error} />
        <Press type="submit" look="main" tall working={saving.working} disabled={!name.trim()} data-testid="quote-accept-save">{t("quotes.accept")}</Press>
      </form>
    </Sheet>
  );
}

function Decline({ quote, close }: { quote: Quote; close: () => void }) {
  const { t } = useText();
  const draft = useDraft(quote.id, "decline", true);
  const saving = useSaving(
    () => sendHeld(() => draft.hold(true), () => send(`/api/quotes/${quote.id}/decline`, {}, draft.key), draft.clear),
    () => {
      draft.clear();
      say(t("quotes.said_declined"));
      close();
    },
  );
  return (
    <Sheet title={t("quotes.decline_title", { number: quote.number })} close={close} testid="decline-sheet">
      <p>{t("quotes.decline_help")}</p>
      <Refusal error={saving.error} />
      <Press look="danger" tall working={saving.working} onClick={() => saving.run(undefined)} data-testid="quote-decline-save">{t("quotes.decline")}</Press>
    </Sheet>
  );
}
