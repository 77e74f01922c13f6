import { IconWifi, IconWifiOff } from "@tabler/icons-react";
import { useStatus, useSync } from "../agent/queries";
import type { Operation, Sync as SyncData } from "../agent/types";
import { momentText, sizeText } from "../format";
import { Loaded } from "../parts/Loaded";
import { Note } from "../parts/Texts";
import { Screen } from "../shell/Screen";
import { textOr, useText, type Say } from "../text";
import { DayEnd } from "./DayEnd";
import { HeldBack } from "./HeldBack";

export function Sync() {
  const { t } = useText();
  const query = useSync();
  return (
    <Screen title={t("sync.title")}>
      <Loaded query={query}>{(sync) => <Details sync={sync} />}</Loaded>
    </Screen>
  );
}

function Details({ sync }: { sync: SyncData }) {
  const { t, language } = useText();
  const { data: status } = useStatus();
  const refused = Math.max(status?.sync.refused ?? 0, sync.operations.filter((one) => one.state === "refused").length);
  return (
    <div className="page">
      {refused > 0 && <Note tone="danger" testid="sync-refused">{t("sync.state_refused", { count: refused })}</Note>}
      {status?.storage.level === "none" && <Note tone="danger" testid="sync-no-room">{t("banner.storage_none")}</Note>}
      <Note tone={sync.waiting > 0 ? "attention" : "success"} testid="sync-waiting">
        {sync.waiting > 0
          ? t("sync.state_waiting", { count: sync.waiting, time: momentText(sync.waiting_since, language) })
          : refused === 0 ? t("sync.state_all") : t("sync.wait", { count: 0 })}
        {sync.blobs_waiting > 0 && (
          <p data-testid="sync-blobs">{t("sync.blobs", { count: sync.blobs_waiting, size: sizeText(sync.bytes_waiting, language) })}</p>
        )}
      </Note>
      <HeldBack />
      <p className="online" data-testid="sync-online">
        {sync.online ? <IconWifi aria-hidden /> : <IconWifiOff aria-hidden />}
        <span>
          {sync.online ? t("sync.online") : status?.storage.level === "none" ? t("sync.offline_no_room") : t("sync.offline")}
          <span className="muted block">
            {sync.last_contact_at ? t("sync.last_contact", { time: momentText(sync.last_contact_at, language) }) : t("sync.never")}
          </span>
        </span>
      </p>
      <DayEnd />
      <section aria-label={t("sync.list")}>
        <h2>{t("sync.list")}</h2>
        {sync.operations.length === 0 && <p className="empty">{t("sync.empty")}</p>}
        <ul className="list">{ordered(sync.operations).map((one) => <Row key={one.sequence} operation={one} />)}</ul>
      </section>
    </div>
  );
}

/// What needs a person first, then the newest.
export function ordered(operations: Operation[]): Operation[] {
  const urgency = (one: Operation) => (one.state === "refused" ? 0 : one.state === "conflict" ? 1 : 2);
  return [...operations].sort((a, b) => urgency(a) - urgency(b) || b.sequence - a.sequence);
}

const tones: Record<Operation["state"], string> = {
  waiting: "attention", sent: "primary", applied: "success", refused: "danger", conflict: "attention",
};

function Row({ operation }: { operation: Operation }) {
  const { t, language } = useText();
  return (
    <li className="part" data-testid={`operation-${operation.sequence}`}>
      <span className="part-text">
        <strong>{operation.text || operation.command}</strong>
        <span className="muted">{momentText(operation.at, language)}</span>
        {operation.reason && <span className="reason">{operation.reason}</span>}
        {operation.decision && <span className="reason" data-testid={`decision-${operation.sequence}`}>{decisionText(operation.decision, t)}</span>}
      </span>
      {operation.money && operation.state === "waiting" && <span className="word" data-tone="attention">{t("sync.money")}</span>}
      <span className="word" data-tone={tones[operation.state]}>{textOr(t, `sync.op.${operation.state}`, operation.state)}</span>
    </li>
  );
}

/// What the office made of it: still open, or which side it took and whether it is billed.
export function decisionText(decision: NonNullable<Operation["decision"]>, t: Say): string {
  if (["open", "reopened"].includes(decision.state)) return t("sync.decision.open");
  if (decision.state === "settled_by_rule") return t("sync.decision.rule");
  const words = decision.billing ? t(`sync.decision.billing.${decision.billing}`) : t(`sync.decision.choice.${decision.choice ?? "mine"}`);
  return [words, decision.remark].filter(Boolean).join(" – ");
}
