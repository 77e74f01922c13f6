import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { get } from "@common/api";
import { formatAge, formatBytes, formatInstant, formatMinutes } from "@common/format";
import type { TimedPosition } from "@common/values";
import { unlessForbidden } from "../data/client";

/// The heaviest first; the hub's order.
export const troubleKinds = ["hole", "cloned", "money", "silent", "unsent", "refused", "disk", "certificate", "drift", "conflicts", "error"] as const;
export type Trouble = (typeof troubleKinds)[number];
/// Those that stand out.
export const grave: Trouble[] = ["hole", "cloned", "money", "silent"];

/// What the van's computer said last; times are by the hub's clock.
export interface VanHealth {
  at: string;
  drift_ms: number;
  acked: number;
  waiting: number;
  waiting_bytes: number;
  waiting_since: string | null;
  money_waiting: number;
  money_since: string | null;
  blobs_waiting: number;
  blob_bytes: number;
  refused: number;
  disk_percent: number | null;
  disk_used: number | null;
  disk_free: number | null;
  sync_error: string;
  sync_error_at: string | null;
  device_error: string;
  device_error_at: string | null;
}

export interface FleetVan {
  id: string;
  serial: string;
  vehicle: string;
  vehicle_name: string;
  technician: string;
  technician_name: string;
  state: string;
  online: boolean;
  last_contact_at: string | null;
  last_applied: number;
  epoch: number;
  firmware: string;
  certificate_to: string | null;
  conflicts: number;
  refused: number;
  troubles: Trouble[];
  /// Open findings, by kind; empty: none.
  alarms: Record<"hole" | "cloned", string>;
  health: VanHealth | null;
  position: TimedPosition | null;
}

export interface FleetLimits {
  silent_minutes: number;
  unsent_minutes: number;
  money_minutes: number;
  drift_seconds: number;
  disk_percent: number;
  certificate_days: number;
}

export interface FleetPage {
  items: FleetVan[];
  next_page_token: string;
  total: number;
  online: number;
  in_trouble: number;
  troubles: Record<Trouble, number>;
  limits: FleetLimits;
}

export interface VanDetails extends FleetVan {
  limits: FleetLimits;
  operations: { at: string; state: "rejected" | "conflict"; reason: string; text: string }[];
}

export const sorts = ["trouble", "name", "contact", "unsent", "drift", "disk", "certificate"] as const;
export type Sort = (typeof sorts)[number];

const pageSize = 50;

export const useFleet = (asked: { search: string; trouble: string; sort: Sort }) =>
  useInfiniteQuery({
    queryKey: ["vans", "fleet", asked],
    queryFn: ({ pageParam, signal }) =>
      get<FleetPage>("/api/vans/", { page_size: pageSize, sort: asked.sort, ...(asked.search && { search: asked.search }), ...(asked.trouble && { trouble: asked.trouble }), ...(pageParam && { page_token: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_page_token || undefined,
    refetchInterval: unlessForbidden(60_000),
    placeholderData: keepPreviousData,
  });

export const useVanDetails = (id: string) =>
  useQuery({ queryKey: ["vans", "one", id], queryFn: ({ signal }) => get<VanDetails>(`/api/devices/${id}/health/`, {}, signal), refetchInterval: 60_000 });

/// "2 min ahead": how far the van's clock is off, in words; nothing within a second.
export function driftText(driftMs: number, t: TFunction): string {
  const seconds = Math.round(Math.abs(driftMs) / 1000);
  if (seconds < 1) return t("fleet.drift_none");
  const amount = seconds < 120 ? t("fleet.seconds", { count: seconds }) : formatMinutes(Math.round(seconds / 60));
  return t(driftMs > 0 ? "fleet.drift_ahead" : "fleet.drift_behind", { amount });
}

export const unsentText = (health: VanHealth | null, t: TFunction): string =>
  !health ? "–" : health.waiting === 0 ? "0" : t("fleet.unsent_cell", { count: health.waiting, size: formatBytes(health.waiting_bytes), age: formatAge(health.waiting_since) });

/// What is wrong with this van and what to do about it, in one sentence each.
export function troubleTexts(van: FleetVan, limits: FleetLimits, trouble: Trouble, t: TFunction): { what: string; todo: string } {
  const said = van.health;
  const values: Record<Trouble, Record<string, unknown>> = {
    hole: {},
    cloned: {},
    money: { count: said?.money_waiting ?? 0, age: formatAge(said?.money_since) },
    silent: { age: formatAge(van.last_contact_at) },
    unsent: { count: said?.waiting ?? 0, age: formatAge(said?.waiting_since) },
    refused: { count: van.refused },
    disk: { percent: said?.disk_percent ?? 0, free: formatBytes(said?.disk_free ?? 0), limit: limits.disk_percent },
    certificate: { date: formatInstant(van.certificate_to, "full") },
    drift: { drift: driftText(said?.drift_ms ?? 0, t) },
    conflicts: { count: van.conflicts },
    error: { text: said?.sync_error || said?.device_error || "" },
  };
  return { what: t(`fleet.what.${trouble}`, values[trouble]), todo: t(`fleet.todo.${trouble}`, values[trouble]) };
}
