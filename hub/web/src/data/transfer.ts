import { useQuery } from "@tanstack/react-query";
import { call } from "@common/api";
import type { RecordData } from "@common/meta";
import { api } from "./api";

/// A file goes up in parts of this size: the hub holds one of them at a time.
const partBytes = 8 << 20;

export interface MappedColumn {
  column: string;
  field: string;
  transform: string;
  confidence?: number;
  /// Nobody has looked at it yet.
  proposed?: boolean;
}

export interface Target {
  path: string;
  part: string;
  label?: string;
  line?: string;
  kind?: string;
}

export interface Preview {
  columns: MappedColumn[];
  rows: { line: number; cells: string[]; fault: string }[];
  sheets: string[];
  targets: Target[];
}

export interface WorkState {
  position: number;
  total: number;
  created: number;
  changed: number;
  skipped: number;
  duplicates: number;
  faulty: number;
}

export interface Fault {
  line: number;
  column: string;
  value: string;
  reason: string;
}

export type Work = "check" | "run" | "undo";
export interface Progress {
  state: string;
  check: WorkState | null;
  run: WorkState | null;
  undo: WorkState | null;
}

/// `told` hears the share that is up, 0 to 1.
export async function startImport(type: string, file: File, told: (share: number) => void): Promise<string> {
  const parts: string[] = [];
  for (let at = 0; at < file.size; at += partBytes) {
    const { body } = await call<{ sha256: string }>("POST", "/api/blobs/", { body: file.slice(at, at + partBytes) });
    parts.push(body.sha256);
    told(Math.min(1, (at + partBytes) / file.size));
  }
  const run = await api.postOnce("/api/imports/", { body: { of_type: type, name: file.name, parts } });
  return run.id!;
}

export const usePreview = (id: string, sheet?: string) =>
  useQuery({
    queryKey: ["import", id, "preview", sheet ?? ""],
    queryFn: ({ signal }) => api.get("/api/imports/{id}/preview/", { path: { id }, query: { sheet } }, signal) as Promise<Preview>,
    staleTime: Number.POSITIVE_INFINITY,
  });

/// As a person is told it: an import is being taken back until the hub has counted what it took back.
export const stateOf = (run: RecordData | undefined): string | undefined =>
  run?.state === "undone" && (run.undone_count ?? undefined) === undefined ? "undoing" : run?.state;

export const atWork = (state: string | undefined): boolean => state === "checking" || state === "running" || state === "undoing";

/// Asked again every second while the hub is at work.
export const useProgress = (id: string, busy: boolean) =>
  useQuery({
    queryKey: ["import", id, "progress"],
    queryFn: ({ signal }) => api.get("/api/imports/{id}/progress/", { path: { id } }, signal) as Promise<Progress>,
    refetchInterval: busy ? 1000 : false,
  });

export const useFaults = (id: string, work: Work, state: string) =>
  useQuery({
    queryKey: ["import", id, "faults", work, state],
    queryFn: ({ signal }) => api.get("/api/imports/{id}/faults/", { path: { id }, query: { work } }, signal) as Promise<{ items: Fault[] }>,
  });

export interface ExportState {
  id: string;
  name: string;
  state: "waiting" | "running" | "done" | "failed";
  records: number;
  total: number;
  error?: string;
}

export interface ExportRequest {
  path: string;
  format: string;
  filter?: string;
  order_by?: string;
  search?: string;
  columns?: string[];
}

export const startExport = (body: ExportRequest) => api.postOnce("/api/exports/", { body }) as Promise<ExportState>;

export const useExport = (id: string | undefined) =>
  useQuery({
    queryKey: ["export", id],
    enabled: Boolean(id),
    queryFn: ({ signal }) => api.get("/api/exports/{id}/", { path: { id: id! } }, signal) as Promise<ExportState>,
    refetchInterval: (query) => (query.state.data && ["done", "failed"].includes(query.state.data.state) ? false : 1000),
  });
