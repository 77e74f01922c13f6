import { useMutation, useQuery } from "@tanstack/react-query";
import { get, languageHeader, ProblemError, type Problem } from "@common/api";
import type { RecordData } from "@common/meta";

/// What an erasure would find of one type, and what becomes of it.
export interface Found {
  type: string;
  label: string;
  found: number;
  erased: number;
  anonymised: number;
  kept: number;
  because: string;
}

export interface PersonalFile {
  state: "running" | "done" | "taken" | "expired";
  mine: boolean;
  size: number;
  expires: string;
}

/// Requests that take values away; the others only show or note.
export const erases = (request: RecordData): boolean => request.kind === "erase" || request.kind === "anonymise";
export const isOpen = (request: RecordData): boolean => request.state === "received" || request.state === "verified";

/// A request is dated today, and due as the law has it: a month after it came.
export function firstOfRequest(today: string): { received: string; due: string } {
  const [year, month, day] = today.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return { received: today, due: new Date(Date.UTC(year, month, Math.min(day, last))).toISOString().slice(0, 10) };
}

/// Somebody for whom there is no record of his own is named by an address; asked once, as the person is.
export const isAddressed = (path: string, { name }: { name: string }): boolean => path === "privacy-requests" && name === "address";

export interface Sums {
  found: number;
  gone: number;
  kept: number;
}

export const sumsOf = (items: Found[]): Sums =>
  items.reduce((sums, one) => ({ found: sums.found + one.found, gone: sums.gone + one.erased + one.anonymised, kept: sums.kept + one.kept }), { found: 0, gone: 0, kept: 0 });

/// The dry run. Who may not have it is told nothing of it.
export const usePlan = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: ["privacy-plan", id],
    enabled: wanted,
    retry: false,
    queryFn: ({ signal }) => get<{ items: Found[] }>(`/api/privacy/${id}/plan/`, undefined, signal),
  });

/// The file of an export, and whether it is still there; null where there is none.
export const usePersonalFile = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: ["privacy-file", id],
    enabled: wanted,
    retry: false,
    queryFn: async ({ signal }) => {
      try {
        return await get<PersonalFile>(`/api/privacy/${id}/`, undefined, signal);
      } catch (error) {
        if (error instanceof ProblemError && (error.status === 404 || error.status === 403)) return null;
        throw error;
      }
    },
  });

export const isForbidden = (error: unknown): boolean => error instanceof ProblemError && error.status === 403;

/// Fetches the file, which is handed out once, and gives it to the browser to keep.
export function useTakeFile(id: string, csrf: string, onTaken: () => void) {
  return useMutation({
    mutationFn: async () => {
      const reply = await fetch(`/api/privacy/${id}/file`, { method: "POST", headers: { ...languageHeader(), "X-CSRF": csrf } });
      if (!reply.ok) throw new ProblemError(reply.status, (await reply.json().catch(() => ({}))) as Problem);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await reply.blob());
      link.download = "personal-data.zip";
      link.click();
      // The download has its own hold on the bytes once it has begun.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    onSettled: onTaken,
  });
}
