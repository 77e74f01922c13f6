import { TextInput } from "@mantine/core";
import { useState } from "react";
import { send } from "../agent/client";
import type { Bill, PaymentMethod } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { changeBack, moneyText, readAmount } from "../sell/money";
import { useText } from "../text";

/// Money taken at the door: what is open unless another amount is typed, and what goes back of the cash given.
export function TakePayment({ visit, method, bill, close }: { visit: string; method: PaymentMethod; bill: Bill; close: () => void }) {
  const { t, language } = useText();
  const due = bill.open ?? bill.preview?.total;
  const draft = useDraft(visit, `pay-${method}`, { amount: bill.invoice && due ? due.amount : "", reference: "" });
  const [given, setGiven] = useState("");
  const { amount, reference } = draft.value;
  const plain = readAmount(amount);
  const back = changeBack(given, amount);
  const currency = due?.currency ?? "";
  const saving = useSaving(
    () => send(`/api/visits/${visit}/payments`, { method, amount: plain ?? amount, ...(reference.trim() ? { reference: reference.trim() } : {}) }, draft.key),
    () => {
      draft.clear();
      say(t("bill.taken", { amount: moneyText({ amount: plain ?? "", currency }, language) }));
      close();
    },
  );
  return (
    <Sheet title={t(`bill.pay_${method}`)} close={close} testid="pay-sheet">
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (plain) saving.run(undefined); }}>
        <div className="line">
          <TextInput
            className="grow" label={t("bill.amount")} withAsterisk value={amount} inputMode="decimal" data-keys="number" data-testid="pay-amount"
            rightSection={currency} rightSectionWidth={64} onChange={(event) => draft.set({ ...draft.value, amount: event.currentTarget.value })}
          />
          {method === "cash" ? (
            <TextInput
              className="grow" label={t("bill.given")} value={given} inputMode="decimal" data-keys="number" data-testid="pay-given"
              rightSection={currency} rightSectionWidth={64} onChange={(event) => setGiven(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              className="grow" label={t("bill.reference")} value={reference} maxLength={140} data-testid="pay-reference"
              onChange={(event) => draft.set({ ...draft.value, reference: event.currentTarget.value })}
            />
          )}
        </div>
        {back !== null && (
          <Note tone={back.startsWith("-") ? "attention" : "success"} testid="pay-back">
            {back.startsWith("-") ? t("bill.lacks", { amount: moneyText({ amount: back.slice(1), currency }, language) }) : t("bill.back", { amount: moneyText({ amount: back, currency }, language) })}
          </Note>
        )}
        <Refusal error={saving.error} />
        <Press type="submit" look="main" tall working={saving.working} disabled={!plain} data-testid="pay-save">
          {plain ? t("bill.take_amount", { amount: moneyText({ amount: Number(plain).toFixed(2), currency }, language) }) : t("bill.take")}
        </Press>
      </form>
    </Sheet>
  );
}
