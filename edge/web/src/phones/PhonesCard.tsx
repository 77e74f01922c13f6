import { useState } from "react";
import { momentText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Sheet } from "../parts/Sheet";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";
import { PairSheet } from "./PairSheet";
import { removePhone, usePhones, type Phone } from "./phones";

/// The crew's phones that use this van, and the way to one more.
export function PhonesCard() {
  const { t } = useText();
  const { data } = usePhones();
  const [pairing, setPairing] = useState(false);
  const [leaving, setLeaving] = useState<Phone | null>(null);
  if (!data) return null;
  return (
    <section className="card settings" aria-label={t("phones.title")} data-testid="phones">
      <h2>{t("phones.title")}</h2>
      {data.phones.length === 0 && <p className="muted">{t("phones.none")}</p>}
      <ul className="phones">
        {data.phones.map((phone) => <Row key={phone.id} phone={phone} leave={() => setLeaving(phone)} />)}
      </ul>
      {data.pins_missing && <Note tone="attention" live="off" testid="phones-pins">{t("phones.pins_missing")}</Note>}
      {!data.url && <Note tone="attention" live="off" testid="phones-away">{t("phones.away")}</Note>}
      <Press look="main" disabled={data.pins_missing || !data.url} onClick={() => setPairing(true)} data-testid="phones-pair">{t("phones.pair")}</Press>
      {pairing && <PairSheet phones={data} close={() => setPairing(false)} />}
      {leaving && <RemoveSheet phone={leaving} close={() => setLeaving(null)} />}
    </section>
  );
}

function Row({ phone, leave }: { phone: Phone; leave: () => void }) {
  const { t, language } = useText();
  return (
    <li data-testid={`phone-${phone.id}`}>
      <span>{phone.name}<span className="muted small block">{t("phones.seen", { time: momentText(phone.seen_at, language) })}</span></span>
      <Press onClick={leave} aria-label={t("phones.remove_named", { name: phone.name })} data-testid={`phone-remove-${phone.id}`}>{t("common.remove")}</Press>
    </li>
  );
}

function RemoveSheet({ phone, close }: { phone: Phone; close: () => void }) {
  const { t } = useText();
  const saving = useSaving(removePhone, () => {
    say(t("phones.removed", { name: phone.name }));
    close();
  });
  return (
    <Sheet title={t("phones.remove_named", { name: phone.name })} close={close}>
      <p>{t("phones.remove_text")}</p>
      <Refusal error={saving.error} />
      <Press look="danger" tall working={saving.working} onClick={() => saving.run(phone.id)} data-testid="phone-remove">{t("common.remove")}</Press>
    </Sheet>
  );
}
