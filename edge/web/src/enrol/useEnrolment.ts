import { useQuery } from "@tanstack/react-query";
import { ProblemError } from "@common/api";
import { load } from "../agent/client";

export interface Enrolment {
  state: "none" | "holds" | "ends_soon" | "ended";
  /// Where codes are taken; empty: whoever enrols says so.
  hub: string;
  device?: string;
  /// Of the certificate.
  until?: string;
  /// Why it could not be renewed.
  trouble?: string;
}

const everyMs = 10 * 60_000;

/// Null where certificate and key are settings of the computer, which nobody renews here.
export const useEnrolment = () =>
  useQuery({
    queryKey: ["enrolment"],
    queryFn: async () => {
      try {
        return await load<Enrolment>("/api/enrolment");
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: everyMs,
  });

export const isNotEnrolled = (error: unknown): boolean => error instanceof ProblemError && error.problem.code === "not_enrolled";
