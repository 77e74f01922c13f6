import { useStatus, useToday } from "../agent/queries";
import { useReachable } from "../agent/reachable";
import { useEnrolment } from "../enrol/useEnrolment";
import { dateText } from "../format";
import { Note } from "../parts/Texts";
import type { Place } from "../router";
import { useText } from "../text";
import { ProposalBanner } from "./ProposalBanner";
import { SafetyBanner } from "./SafetyBanner";

/// What concerns every screen: the agent is away, the storage fills up, the van seems to be on site.
export function Banners({ place }: { place: Place }) {
  const { t } = useText();
  const reachable = useReachable();
  const { data: status } = useStatus();
  const { data: today } = useToday();
  const storage = status?.storage;
  // While the customer signs, nothing may push the paper away.
  if (place.part === "sign") return null;
  return (
    <div className="banners">
      {!reachable && <Note tone="danger" live="assertive" testid="agent-banner">{t("banner.agent")}</Note>}
      {storage && storage.level !== "ok" && (
        <Note tone={storage.level === "warn" ? "attention" : "danger"} live={storage.level === "none" ? "assertive" : "polite"} testid="storage-banner">
          {t(`banner.storage_${storage.level}`, { percent: storage.used_percent })}
        </Note>
      )}
      <CertificateBanner />
      {status?.safety && <SafetyBanner key={status.safety.id} safety={status.safety} />}
      {today && reachable && <ProposalBanner cards={[...today.visits, ...today.next]} />}
    </div>
  );
}

/// Until somebody types a code: without a certificate nothing reaches the office, and nothing else says so.
function CertificateBanner() {
  const { t, language } = useText();
  const { data } = useEnrolment();
  if (data?.state !== "ended" && data?.state !== "ends_soon") return null;
  return (
    <Note tone={data.state === "ended" ? "danger" : "attention"} testid="certificate-banner">
      {t(`banner.certificate_${data.state}`, { day: dateText(data.until, language) })} <a href="#/enrol" data-testid="certificate-renew">{t("enrol.again")}</a>
    </Note>
  );
}
