import { useStatus, useToday } from "../agent/queries";
import { useReachable } from "../agent/reachable";
import { Note } from "../parts/Texts";
import type { Place } from "../router";
import { useText } from "../text";
import { ProposalBanner } from "./ProposalBanner";

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
      {today && reachable && <ProposalBanner cards={[...today.visits, ...today.next]} />}
    </div>
  );
}
