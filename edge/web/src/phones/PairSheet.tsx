import { QrCode } from "@common/components/QrCode";
import { useEffect, useRef } from "react";
import { clockTime } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { inGroups } from "./code";
import { makeOffer, type Offer, type Phones } from "./phones";

/// Two steps on the phone: trust the van once, then the code. Closes by itself when the phone is in.
export function PairSheet({ phones, close }: { phones: Phones; close: () => void }) {
  const { t } = useText();
  const before = useRef(new Set(phones.phones.map((one) => one.id)));
  const asking = useSaving(makeOffer);
  const { run } = asking;
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    run(undefined);
  }, [run]);
  const fresh = phones.phones.find((one) => !before.current.has(one.id));
  useEffect(() => {
    if (!fresh) return;
    say(t("phones.paired", { name: fresh.name }));
    close();
  }, [fresh, close, t]);
  return (
    <Sheet title={t("phones.pair")} close={close} testid="pair-sheet">
      <p>{t("phones.join")}</p>
      <Refusal error={asking.error} />
      <div className="pair-steps">
        {phones.help_url && <Trust phones={phones} />}
        {asking.made && <Code offer={asking.made} />}
      </div>
      <Press working={asking.working} onClick={() => run(undefined)} data-testid="pair-again">{t("phones.again")}</Press>
    </Sheet>
  );
}

function Trust({ phones }: { phones: Phones }) {
  const { t } = useText();
  return (
    <section className="pair-step">
      <h3>{t("phones.trust")}</h3>
      <p>{t("phones.trust_text")}</p>
      <QrCode text={phones.help_url} label={t("phones.trust_qr")} />
      <p data-testid="pair-help">{phones.help_url}</p>
      <p className="small">{t("phones.fingerprint")}</p>
      <p className="fingerprint" data-testid="pair-fingerprint">{inGroups(phones.fingerprint)}</p>
    </section>
  );
}

function Code({ offer }: { offer: Offer }) {
  const { t, language } = useText();
  return (
    <section className="pair-step">
      <h3>{t("phones.code")}</h3>
      <p>{t("phones.code_text", { time: clockTime(offer.until, language) })}</p>
      <QrCode text={offer.link} label={t("phones.code_qr")} />
      <p>{offer.link.replace(/#.*/, "")}</p>
      <p className="pair-code" data-testid="pair-code">{offer.code}</p>
    </section>
  );
}
