import { IconAlertTriangle, IconCircleCheck, IconClockUp, IconPlugConnectedX } from "@tabler/icons-react";
import { useStatus } from "../agent/queries";
import { useReachable } from "../agent/reachable";
import type { Status } from "../agent/types";
import { momentText } from "../format";
import { useText, type Say } from "../text";

export type SyncTone = "unknown" | "full" | "refused" | "waiting" | "saved";

/// Never "saved" while nothing more can be.
export function syncTone(status: Pick<Status, "sync" | "storage"> | undefined, reachable: boolean): SyncTone {
  if (!status || !reachable) return "unknown";
  if (status.storage.level === "none") return "full";
  if (status.sync.refused > 0) return "refused";
  return status.sync.waiting > 0 ? "waiting" : "saved";
}

export function syncWords(t: Say, language: string, tone: SyncTone, sync?: Status["sync"]): string {
  if (tone === "unknown") return t("sync.unknown");
  if (tone === "full") return t("sync.no_room");
  if (tone === "refused") return t("sync.refused");
  if (tone === "saved" || !sync) return t("sync.all_saved");
  if (!sync.waiting_since) return t("sync.wait", { count: sync.waiting });
  return t("sync.wait_since", { count: sync.waiting, time: momentText(sync.waiting_since, language) });
}

const icons = { unknown: IconPlugConnectedX, full: IconAlertTriangle, refused: IconAlertTriangle, waiting: IconClockUp, saved: IconCircleCheck };

/// "All saved", "3 wait since 07:40" or "refused: see why": on every screen, leads to the list.
export function SyncState() {
  const { t, language } = useText();
  const { data } = useStatus();
  const tone = syncTone(data, useReachable());
  const Icon = icons[tone];
  return (
    <a className="state" href="#/sync" data-tone={tone} data-testid="sync-state">
      <Icon aria-hidden />
      <span aria-live="polite">{syncWords(t, language, tone, data?.sync)}</span>
    </a>
  );
}
