import { TextInput } from "@mantine/core";
import { useState } from "react";
import { send } from "../agent/client";
import type { Bill, PaymentMethod } from "../agent/types";
import { sendHeld } from "../drafts/sendHeld";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { amountOf, type TypedPayment } from "../sell/payment";
import { changeBack, moneyText, placesOf, readAmount, readPaid, withPlaces } from "../sell/money";
import { useText } from "../text";

/// Money taken at the door: what is open unless another amount is typed, and what goes back of the cash given.
export function TakePayment({ visit, method, bill, close }: { visit: string; method: PaymentMethod; bill: Bill; close: () => void }) {
  const { t, language } = useText();
  const due = bill.open ?? bill.preview?.total;
  const draft = useDraft<TypedPayment>(visit, `pay-${method}`, { amount: null, sent: null, reference: "" });
  const [given, setGiven] = useState("");
  const { reference, sent } = draft.value;
  const amount = amountOf(draft.value, (bill.invoice && due?.amount) || "");
  const places = placesOf(due?.amount ?? "0.00");
  const plain = readPaid(amount, places);
  const unclear = [amount, given].some((typed) => typed.trim() && readAmount(typed, places) === null);
  const back = changeBack(given, amount, places);
  const currency = due?.currency ?? "";
  const saving = useSaving(
    () => sendHeld(
      () => draft.hold({ ...draft.value, sent: amount }),
      () => send(`/api/visits/${visit}/payments`, { method, amount: plain ?? amount, ...(reference.trim() ? { reference: reference.trim() } : {}) }, draft.key),
      () => draft.set({ ...draft.value, sent: null }),
    ),
    () => {
      draft.clear();
      say(t("bill.taken", { amount: moneyText({ amount: withPlaces(plain ?? "0", places), currency }, language) }));
      close();
    },
  );
  return (
    <Sheet title={t(`bill.pay_${method}`)} close={close} testid="pay-sheet">
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (plain) saving.run(undefined); }}>
        <div className="line">
          <TextInput
            className="grow" label={t("bill.amount")} withAsterisk value={amount} inputMode="decimal" data-keys="number" data-testid="pay-amount"
            rightSection={currency} rightSectionWidth={64} onChange={(event) => draft.set({ ...draft.value, amount: event.currentTarget.value, sent: null })}
          />
          {method === "cash" ? (
            <TextInput
              className="grow" label={t("bill.given")} value={given} inputMode="decimal" data-keys="number" data-testid="pay-given"
              rightSection={currency} rightSectionWidth={64} onChange={(event) => setGiven(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              className="grow" label={t("bill.reference")} value={reference} maxLength={140} data-testid="pay-reference"
              onChange={(event) => draft.set({ ...draft.value, reference: event.currentTarget.value, sent: null })}
            />
          )}
        </div>
        {back !== null && (
          <Note tone={back.startsWith("-") ? "attention" : "success"} testid="pay-back">
            {back.startsWith("-") ? t("bill.lacks", { amount: moneyText({ amount: back.slice(1), currency }, language) }) : t("bill.back", { amount: moneyText({ amount: back, currency }, language) })}
          </Note>
        )}
        {unclear && <Note tone="attention" testid="pay-unclear">{t("bill.write_amount")}</Note>}
        {sent && !saving.working && <Note tone="attention" testid="pay-repeat">{t("bill.not_answered")}</Note>}
        <Refusal error={saving.error} />
        <Press type="submit" look="main" tall working={saving.working} disabled={!plain} data-testid="pay-save">
          {plain ? t("bill.take_amount", { amount: moneyText({ amount: withPlaces(plain, places), currency }, language) }) : t("bill.take")}
        </Press>
      </form>
    </Sheet>
  );
}
