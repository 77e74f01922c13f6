import { IconCash, IconCreditCard, IconFileDollar, IconReceipt, IconWriting } from "@tabler/icons-react";
import { useState } from "react";
import { send } from "../agent/client";
import { useBill, useQuotes } from "../agent/queries";
import type { Bill as BillOf, IssuedInvoice, PaymentMethod, Priced, TakenPayment } from "../agent/types";
import { sendHeld } from "../drafts/sendHeld";
import { useDraft } from "../drafts/useDraft";
import { dateText, momentText } from "../format";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, newQuotePath } from "../router";
import { moneyText, paidOf } from "../sell/money";
import { QuoteRows } from "../sell/QuoteRows";
import { ShowCustomer } from "../sell/ShowCustomer";
import { Sums } from "../sell/Sums";
import { Screen } from "../shell/Screen";
import { textOr, useText } from "../text";
import { useBackToJob, type JobScreenProps } from "./Job";
import { TakePayment } from "./TakePayment";

/// What the job comes to, its invoice, and the money taken for it; quotes for more work here.
export default function Bill({ visit }: JobScreenProps) {
  const { t } = useText();
  const query = useBill(visit.id);
  const bill = query.data;
  const [asked, setAsked] = useState<"issue" | PaymentMethod | null>(null);
  const quotes = useQuotes({ visit: visit.id });
  const isOpen = bill?.invoice && bill.open && Number(bill.open.amount) > 0;
  return (
    <Screen
      title={t("bill.title")}
      back={useBackToJob(visit)}
      action={bill?.can_issue ? (
        <Press look="main" tall icon={<IconReceipt aria-hidden />} onClick={() => setAsked("issue")} data-testid="bill-issue">{t("bill.issue")}</Press>
      ) : isOpen && <PayButtons ask={setAsked} />}
    >
      <div className="page">
        <Loaded query={query}>
          {(found) => (
            <>
              {found.invoice ? <Invoice invoice={found.invoice} bill={found} /> : <Preview priced={found.preview} why={found.why} />}
              <Payments payments={found.payments} />
              {/* Money comes without an invoice, too: a deposit, a part of what the office will bill. */}
              {!found.invoice && <PayButtons ask={setAsked} quiet />}
            </>
          )}
        </Loaded>
        <section aria-label={t("quotes.title")}>
          <h2>{t("bill.quotes")}</h2>
          <QuoteRows rows={quotes.data?.rows ?? []} />
          <Press icon={<IconFileDollar aria-hidden />} onClick={() => go(newQuotePath("", visit.id))} data-testid="quote-new">{t("quotes.new")}</Press>
        </section>
      </div>
      {asked === "issue" && bill?.preview && <Issue visit={visit.id} priced={bill.preview} close={() => setAsked(null)} />}
      {asked && asked !== "issue" && bill && <TakePayment visit={visit.id} method={asked} bill={bill} close={() => setAsked(null)} />}
    </Screen>
  );
}

const methods: { method: PaymentMethod; icon: typeof IconCash }[] = [
  { method: "cash", icon: IconCash },
  { method: "card", icon: IconCreditCard },
  { method: "check", icon: IconWriting },
];

function PayButtons({ ask, quiet }: { ask: (method: PaymentMethod) => void; quiet?: boolean }) {
  const { t } = useText();
  return (
    <div className="choices abreast" role="group" aria-label={t("bill.take")}>
      {methods.map(({ method, icon: Icon }, index) => (
        <Press key={method} look={!quiet && index === 0 ? "main" : "plain"} tall={!quiet} icon={<Icon aria-hidden />} onClick={() => ask(method)} data-testid={`pay-${method}`}>
          {t(`bill.pay_${method}`)}
        </Press>
      ))}
    </div>
  );
}

function Preview({ priced, why }: { priced: Priced | null; why: string | null }) {
  const { t } = useText();
  if (!priced && !why) return null;
  return (
    <section className="card" aria-label={t("bill.preview")} data-testid="bill-preview">
      <h2>{t("bill.preview")}</h2>
      {why && <Note tone="attention" testid="bill-why">{why}</Note>}
      {priced && priced.lines.length > 0 && <Sums sums={priced} />}
    </section>
  );
}

function Invoice({ invoice, bill }: { invoice: IssuedInvoice; bill: BillOf }) {
  const { t, language } = useText();
  return (
    <section className="card" aria-label={t("bill.invoice", { number: invoice.number })}>
      <h2 data-testid="bill-number">{t("bill.invoice", { number: invoice.number })}</h2>
      <div className="next-head">
        <span className="word">{invoice.waiting ? t("common.waiting") : invoice.state_label}</span>
        <strong>{invoice.bill_to_name}</strong>
        <span>{dateText(invoice.date, language)}</span>
        {invoice.due && <span className="muted">{t("bill.due", { day: dateText(invoice.due, language) })}</span>}
      </div>
      <Sums sums={invoice} />
      <dl className="sums">
        {bill.open && <div><dt>{t("bill.paid")}</dt><dd data-testid="bill-paid">{moneyText(paidOf(invoice.total, bill.open), language)}</dd></div>}
        <div className="total"><dt>{t("bill.open")}</dt><dd data-testid="bill-open">{moneyText(bill.open, language)}</dd></div>
      </dl>
      <ShowCustomer title={t("bill.invoice", { number: invoice.number })} name={invoice.bill_to_name} sums={invoice} />
    </section>
  );
}

function Payments({ payments }: { payments: TakenPayment[] }) {
  const { t, language } = useText();
  return (
    <section aria-label={t("bill.payments")}>
      <h2>{t("bill.payments")}</h2>
      {payments.length === 0 && <p className="empty">{t("bill.none")}</p>}
      <ul className="list">
        {payments.map((payment, index) => (
          <li key={payment.id} className="part" data-testid={`payment-${index + 1}`}>
            <span className="part-text">
              <strong>{textOr(t, `bill.pay_${payment.method}`, payment.method)} · {payment.number}</strong>
              <span className="muted">{[momentText(payment.received_at, language), payment.reference, payment.waiting ? t("common.waiting") : payment.state_label].filter(Boolean).join(" · ")}</span>
            </span>
            <span className="figure">{moneyText(payment.amount, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/// A number is given by this: it is said once more what that means.
function Issue({ visit, priced, close }: { visit: string; priced: Priced; close: () => void }) {
  const { t, language } = useText();
  const draft = useDraft(visit, `issue-${priced.total.amount}`, true);
  const saving = useSaving(
    () => sendHeld(
      () => draft.hold(true),
      () => send(`/api/visits/${visit}/bill/issue`, { expected_total: priced.total.amount }, draft.key),
      draft.clear,
    ),
    () => {
      draft.clear();
      say(t("bill.issued"));
      close();
    },
  );
  return (
    <Sheet title={t("bill.issue_title", { total: moneyText(priced.total, language) })} close={close} testid="issue-sheet">
      <p>{t("bill.issue_help")}</p>
      <Refusal error={saving.error} />
      <Press look="main" tall working={saving.working} onClick={() => saving.run(undefined)} data-testid="bill-issue-save">{t("bill.issue")}</Press>
    </Sheet>
  );
}
