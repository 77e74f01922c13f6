import { TextInput } from "@mantine/core";
import { send } from "../agent/client";
import type { Stock } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { readDecimal } from "../format";
import { outcomeOf } from "../job/booking";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Stepper } from "../parts/Stepper";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";

export type MoveKind = "receive" | "hand-over";

/// Parts come into the van or leave it; below zero the agent asks for a reason, as on a job.
export function MoveSheet({ kind, code, stock, close }: { kind: MoveKind; code: string; stock: Stock; close: () => void }) {
  const { t } = useText();
  const draft = useDraft("stock", kind, { code: "", quantity: "1", place: "" });
  const value = code ? { ...draft.value, code } : draft.value;
  const saving = useSaving(
    (input: Record<string, string>) => send(`/api/stock/${kind}`, input, draft.key),
    (_out, input) => {
      draft.clear();
      say(t(kind === "receive" ? "stock.received" : "stock.handed_over", { quantity: input.quantity, code: input.code }));
      close();
    },
  );
  const submit = (reason?: string) => {
    const input: Record<string, string> = { code: value.code.trim(), quantity: readDecimal(value.quantity) ?? "1" };
    if (value.place.trim()) input.other_place = value.place.trim();
    if (reason) input.reason = reason;
    if (input.code) saving.run(input);
  };
  const outcome = saving.error ? outcomeOf(saving.error) : null;
  const item = stock.items.find((one) => one.code === value.code);
  return (
    <Sheet title={t(kind === "receive" ? "stock.receive_title" : "stock.hand_over_title")} close={close} testid={`sheet-${kind}`}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <div className="code-line">
          <TextInput
            className="grow" label={t("parts.code")} description={item?.name} value={value.code} readOnly={!!code}
            onChange={(event) => draft.set({ ...value, code: event.currentTarget.value })}
            data-keys="number" data-letters="yes" data-testid="move-code"
          />
          <Stepper label={t("parts.quantity")} value={value.quantity} set={(quantity) => draft.set({ ...value, quantity })} testid="move-quantity" />
        </div>
        <TextInput
          label={t(kind === "receive" ? "stock.from" : "stock.to")} description={t("stock.other_place_help")} value={value.place}
          onChange={(event) => draft.set({ ...value, place: event.currentTarget.value })} data-testid="move-place"
        />
        {outcome === "unknown_code" && <Note tone="danger" live="assertive">{t("parts.unknown", { code: value.code })}</Note>}
        {outcome === "refused" && <Refusal error={saving.error} />}
        {outcome === "needs_reason" ? (
          <>
            <Note tone="attention" live="assertive">{t("parts.below_zero_help", { quantity: value.quantity, code: value.code })}</Note>
            <div className="choices">
              {stock.reasons.map((reason) => (
                <Press key={reason.id} working={saving.working} onClick={() => submit(reason.id)} data-testid={`stock-reason-${reason.id}`}>{reason.label}</Press>
              ))}
            </div>
          </>
        ) : (
          <Press type="submit" look="main" tall working={saving.working} disabled={!value.code.trim()} data-testid="move-save">
            {t(kind === "receive" ? "stock.receive" : "stock.hand_over")}
          </Press>
        )}
      </form>
    </Sheet>
  );
}
