import { TextInput } from "@mantine/core";
import { IconArrowBackUp, IconBarcode } from "@tabler/icons-react";
import { useState } from "react";
import { remove } from "../agent/client";
import type { PlannedPart, UsedPart, Visit } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { amountText, clockTime, decimalText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Stepper } from "../parts/Stepper";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { useBackToJob, type JobScreenProps } from "./Job";
import { isOver } from "./steps";
import { BookingDialogs, useBooking, type BookingState } from "./useBooking";

export default function Parts({ visit }: JobScreenProps) {
  const { t } = useText();
  const draft = useDraft(visit.id, "parts", { code: "", quantity: "1" });
  const booking = useBooking(visit, draft.clear);
  const open = !isOver(visit);
  const submit = () => {
    if (draft.value.code.trim()) booking.start(draft.value.code, draft.value.quantity);
  };
  return (
    <Screen
      title={t("parts.title")}
      back={useBackToJob(visit)}
      action={open && (
        <Press look="main" tall working={booking.working} disabled={!draft.value.code.trim()} icon={<IconBarcode aria-hidden />} onClick={submit} data-testid="book-part">
          {t("parts.book")}
        </Press>
      )}
    >
      <div className="page">
        {open && (
          <form className="card" onSubmit={(event) => { event.preventDefault(); submit(); }}>
            <div className="code-line">
              <TextInput
                className="grow"
                label={t("parts.scan")}
                description={t("parts.scan_help")}
                value={draft.value.code}
                onChange={(event) => draft.set({ ...draft.value, code: event.currentTarget.value })}
                data-keys="number"
                data-letters="yes"
                autoComplete="off"
                spellCheck={false}
                data-testid="scan-input"
              />
              <Stepper label={t("parts.quantity")} value={draft.value.quantity} set={(quantity) => draft.set({ ...draft.value, quantity })} testid="part-quantity" />
            </div>
          </form>
        )}
        <BookingDialogs booking={booking} />
        <Planned visit={visit} booking={booking} open={open} />
        <Used visit={visit} open={open} booking={booking} />
      </div>
    </Screen>
  );
}

function Planned({ visit, booking, open }: { visit: Visit; booking: BookingState; open: boolean }) {
  const { t } = useText();
  return (
    <section aria-label={t("parts.planned")}>
      <h2>{t("parts.planned")}</h2>
      {visit.parts.planned.length === 0 && <p className="empty">{t("parts.none_planned")}</p>}
      <ul className="list">
        {visit.parts.planned.map((part) => <PlannedRow key={part.line} part={part} booking={booking} open={open} />)}
      </ul>
    </section>
  );
}

function PlannedRow({ part, booking, open }: { part: PlannedPart; booking: BookingState; open: boolean }) {
  const { t, language } = useText();
  const amount = amountText(part.quantity, part.unit, language);
  const reserved = part.reserved === true || Number(part.reserved) > 0;
  return (
    <li className="part" data-testid={`planned-${part.code}`}>
      <span className="part-text">
        <strong>{part.name}</strong>
        <span className="muted">{part.code} · {amount}{reserved && ` · ${t("parts.reserved")}`}</span>
      </span>
      {open && (
        <Press working={booking.working && booking.current?.code === part.code} onClick={() => booking.start(part.code, String(part.quantity))} data-testid={`use-${part.code}`}>
          {t("parts.use", { quantity: amount })}
        </Press>
      )}
    </li>
  );
}

function Used({ visit, open, booking }: { visit: Visit; open: boolean; booking: BookingState }) {
  const { t } = useText();
  const [asked, setAsked] = useState("");
  const putBack = useSaving(
    (part: UsedPart) => remove(`/api/visits/${visit.id}/parts/${part.id}`),
    () => {
      setAsked("");
      say(t("parts.returned"));
    },
  );
  return (
    <section aria-label={t("parts.used")}>
      <h2>{t("parts.used")}</h2>
      <Refusal error={putBack.error} />
      {visit.parts.used.length === 0 && <p className="empty">{t("parts.none_used")}</p>}
      <ul className="list">
        {visit.parts.used.map((part) => (
          <UsedRow
            key={part.id}
            part={part}
            open={open}
            asked={asked === part.id}
            ask={() => setAsked(asked === part.id ? "" : part.id)}
            working={putBack.working && putBack.input?.id === part.id}
            putBack={() => putBack.run(part)}
            oneMore={() => booking.start(part.code, "1")}
          />
        ))}
      </ul>
    </section>
  );
}

function UsedRow({ part, open, asked, ask, working, putBack, oneMore }: {
  part: UsedPart; open: boolean; asked: boolean; ask: () => void; working: boolean; putBack: () => void; oneMore: () => void;
}) {
  const { t, language } = useText();
  return (
    <li className="part" data-testid={`part-${part.code}`}>
      <span className="part-amount">{decimalText(part.quantity, language)}</span>
      <span className="part-text">
        <strong>{part.name}</strong>
        <span className="muted">{[part.code, amountText(part.quantity, part.unit, language), clockTime(part.at, language)].join(" · ")}</span>
      </span>
      {open && !asked && (
        <span className="part-buttons">
          <button type="button" className="square" aria-label={`${t("parts.return")}: ${part.name}`} onClick={ask} data-testid={`return-${part.code}`}>
            <IconArrowBackUp />
          </button>
          <button type="button" className="square" aria-label={`+1: ${t("parts.more", { name: part.name })}`} onClick={oneMore} data-testid={`more-${part.code}`}>+1</button>
        </span>
      )}
      {open && asked && (
        <span className="part-buttons">
          <Press look="quiet" onClick={ask}>{t("common.cancel")}</Press>
          <Press look="danger" working={working} onClick={putBack} data-testid={`return-confirm-${part.code}`}>{t("parts.return")}</Press>
        </span>
      )}
    </li>
  );
}
