import { Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { ProblemError } from "@common/api";
import { useState } from "react";
import { send } from "../agent/client";
import { useCustomer, useVisit, type ForWhom } from "../agent/queries";
import type { Quote } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Stepper } from "../parts/Stepper";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { customerPath, go, jobPath, quotePath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { AddLine } from "./AddLine";
import { emptyQuote, linesOf, pricedOf, refusalOf, type TypedQuote } from "./lines";
import { dayIn, moneyText } from "./money";
import { Sums } from "./Sums";
import { usePrices } from "./usePrices";

const validDays = 30;

/// What is offered, line by line, with what it comes to as one types.
export function NewQuote({ account, visit }: { account?: string; visit?: string }) {
  const { t, language } = useText();
  const whom: ForWhom = visit ? { visit } : { account };
  const job = useVisit(visit ?? "", !!visit).data;
  const customer = useCustomer(account ?? "", !!account && !visit).data;
  const name = job?.account_name ?? customer?.name ?? "";
  const draft = useDraft<TypedQuote>(visit || account || "", "quote", { ...emptyQuote, valid_until: dayIn(validDays) });
  const [adds, setAdds] = useState(false);
  const { value } = draft;
  const lines = linesOf(value.lines);
  const prices = usePrices(whom, lines);
  const { sums } = prices;
  const computed = pricedOf(lines, prices.lines, sums);
  const refused = prices.error instanceof ProblemError ? prices.error.errors : [];
  const saving = useSaving(
    () => send<Quote>("/api/quotes", { ...whom, lines, valid_until: value.valid_until || undefined, text: value.text.trim() || undefined, expected_total: sums?.total.amount }, draft.key),
    (made) => {
      draft.clear();
      say(t("quotes.saved", { number: made.number }));
      go(quotePath(made.id));
    },
  );
  const change = (part: Partial<TypedQuote>) => draft.set({ ...value, ...part });
  const setLine = (index: number, part: object) => change({ lines: value.lines.map((line, at) => (at === index ? { ...line, ...part } : line)) });
  const ready = sums !== undefined && prices.current && !sums.problem;
  return (
    <Screen
      title={name ? t("quotes.for", { name }) : t("quotes.new")}
      back={visit ? { path: jobPath(visit, "bill"), name: t("bill.title") } : { path: customerPath(account), name: name || t("customers.title") }}
      action={
        <Press look="main" tall working={saving.working} disabled={!ready} onClick={() => saving.run(undefined)} data-testid="quote-save">
          {sums && prices.current ? t("quotes.save", { total: moneyText(sums.total, language) }) : t("quotes.save_empty")}
        </Press>
      }
    >
      <div className="page">
        <section aria-label={t("quotes.lines")} className="stack">
          <h2>{t("quotes.lines")}</h2>
          {value.lines.length === 0 && <p className="empty">{t("quotes.no_lines")}</p>}
          <ul className="list">
            {value.lines.map((line, index) => (
              <li key={index} className="part" data-testid={`quote-line-${index + 1}`}>
                <span className="part-text">
                  <strong>{line.name}</strong>
                  {computed[index] && <span className="muted">{moneyText(computed[index].net, language)}</span>}
                  {(refusalOf(refused, index) ?? computed[index]?.problem) && <span className="reason" data-testid={`quote-reason-${index + 1}`}>{refusalOf(refused, index) ?? computed[index]?.problem}</span>}
                </span>
                <Stepper label={t("quotes.quantity_of", { name: line.name })} value={line.quantity} set={(quantity) => setLine(index, { quantity })} testid={`quote-quantity-${index + 1}`} />
                <TextInput
                  className="discount" label={t("quotes.discount")} value={line.discount} inputMode="decimal" data-keys="number" data-testid={`quote-discount-${index + 1}`}
                  onChange={(event) => setLine(index, { discount: event.currentTarget.value })}
                />
                <button type="button" className="square" aria-label={t("quotes.remove", { name: line.name })} onClick={() => change({ lines: value.lines.filter((_line, at) => at !== index) })} data-testid={`quote-remove-${index + 1}`}>
                  <IconTrash />
                </button>
              </li>
            ))}
          </ul>
          <Press icon={<IconPlus aria-hidden />} onClick={() => setAdds(true)} data-testid="quote-add">{t("quotes.add")}</Press>
        </section>
        {sums && <section className="card" aria-label={t("sums.total")}>{!prices.current && <Note tone="attention" testid="quote-old">{t("quotes.not_current")}</Note>}<Sums sums={sums} testid="quote-total" brief /></section>}
        {sums?.problem && <Note tone="attention" testid="quote-problem">{sums.problem}</Note>}
        <TextInput type="date" label={t("quotes.valid_until")} value={value.valid_until} onChange={(event) => change({ valid_until: event.currentTarget.value })} data-testid="quote-valid" />
        <Textarea label={t("quotes.text")} rows={3} value={value.text} onChange={(event) => change({ text: event.currentTarget.value })} data-testid="quote-text" />
        {draft.dirty && <p className="muted small">{t("common.not_saved_yet")}</p>}
        <Refusal error={saving.error ?? prices.error} />
      </div>
      {adds && <AddLine whom={whom} add={(line) => change({ lines: [...value.lines, line] })} close={() => setAdds(false)} />}
    </Screen>
  );
}
