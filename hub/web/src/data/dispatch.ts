import { useQuery } from "@tanstack/react-query";
import type { FieldProblem } from "@common/api";
import type { RecordData } from "@common/meta";
import type { TimedPosition } from "@common/values";
import { api } from "./api";

export interface DispatchTechnician {
  id: string;
  name: string;
  color?: string;
  available: { from: string; to: string }[];
  device: { id: string; state: string; online: boolean; last_contact_at?: string | null } | null;
  position: TimedPosition | null;
}

export interface DispatchVisit {
  id: string;
  version: number;
  work_order: string;
  number: string;
  summary: string;
  account_name?: string;
  site_name?: string;
  city?: string;
  state: string;
  start: string;
  end: string;
  technicians: string[];
  received: boolean;
  sent: boolean;
  priority?: string;
  eta?: string | null;
  /// What the customer was promised.
  window_from?: string | null;
  window_to?: string | null;
}

export interface UnplannedJob {
  id: string;
  number: string;
  summary: string;
  account_name?: string;
  site_name?: string;
  city?: string;
  priority?: string;
  state: string;
  job_type?: string;
  job_type_name?: string;
  duration_minutes?: number;
}

export interface DispatchDay {
  day: string;
  zone: string;
  from: string;
  to: string;
  technicians: DispatchTechnician[];
  visits: DispatchVisit[];
  unplanned: UnplannedJob[];
  unplanned_total: number;
}

export function useDispatchDay(day: string) {
  return useQuery({
    queryKey: ["dispatch", day],
    queryFn: ({ signal }) => api.get("/api/dispatch/", { query: { day } }, signal) as Promise<DispatchDay>,
    placeholderData: (before) => before,
    // The link may be cut by a proxy without a word; positions must not look newer than they are.
    refetchInterval: 60_000,
  });
}

/// A place for a job: which technician, from when to when. `event` is the visit being moved.
export interface Slot {
  work_order: string;
  technician: string;
  start: string;
  end: string;
  event?: string;
  /// The job has an open visit, and this is to be one more.
  accept_second_visit?: boolean;
}

export const checkSlot = async ({ accept_second_visit: _, ...slot }: Slot): Promise<FieldProblem[]> =>
  ((await api.post("/api/scheduled-events/check/", { body: slot })) as { problems: FieldProblem[] }).problems;

export function bookSlot(slot: Slot): Promise<RecordData> {
  const { event, work_order, accept_second_visit, ...place } = slot;
  if (event) return api.postOnce("/api/scheduled-events/{id}/move/", { path: { id: event }, body: place }) as Promise<RecordData>;
  return api.postOnce("/api/scheduled-events/book/", { body: { work_order, ...place, accept_second_visit } }) as Promise<RecordData>;
}

/// Where a job fits on one technician's day; with problems it fits nowhere there, whatever is free.
export interface FreeLane {
  technician: string;
  free: { from: string; to: string }[];
  problems: FieldProblem[];
}

export interface FreeSlots {
  problems: FieldProblem[];
  technicians: FreeLane[];
}

export interface SlotQuestion {
  work_order: string;
  event?: string;
  minutes: number;
}

export function useFreeSlots(data: DispatchDay, asked: SlotQuestion | undefined) {
  const { from, to, day } = data;
  const question = asked && { work_order: asked.work_order, event: asked.event, minutes: asked.minutes, from, to };
  return useQuery({
    queryKey: ["board", day, "free", question],
    enabled: question !== undefined,
    queryFn: () => api.post("/api/scheduled-events/free-slots/", { body: question! }) as Promise<FreeSlots>,
    gcTime: 10_000,
  });
}

/// What speaks against the visits that stand, and who is away.
export interface DayConflicts {
  visits: { event: string; problems: FieldProblem[] }[];
  away: { technician: string; from: string; to: string; text: string }[];
}

export function useConflicts({ day, from, to }: DispatchDay, enabled: boolean) {
  return useQuery({
    queryKey: ["board", day, "conflicts"],
    enabled,
    queryFn: () => api.post("/api/scheduled-events/conflicts/", { body: { from, to } }) as Promise<DayConflicts>,
    placeholderData: (before) => before,
  });
}
