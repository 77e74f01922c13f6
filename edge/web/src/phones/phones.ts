import { useQuery } from "@tanstack/react-query";
import { ProblemError } from "@common/api";
import { load, remove, send } from "../agent/client";

export interface Phone {
  id: string;
  name: string;
  paired_at: string;
  seen_at: string;
}

export interface Phones {
  /// Where phones find the van; empty while its Wi-Fi is not there.
  url: string;
  /// Of the page by which a phone comes to trust the van.
  help_url: string;
  fingerprint: string;
  pins_missing: boolean;
  phones: Phone[];
}

export interface Offer {
  code: string;
  until: string;
  link: string;
}

const everyMs = 2_000;

/// Null where the van serves no phones, and on a phone itself.
export const usePhones = () =>
  useQuery({
    queryKey: ["phones"],
    queryFn: async () => {
      try {
        return await load<Phones>("/api/phones");
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data ? everyMs : false),
  });

export const makeOffer = (): Promise<Offer> => send<Offer>("/api/phones/code");
export const removePhone = (id: string): Promise<Phones> => remove<Phones>(`/api/phones/${id}`);
export const pair = (input: { code: string; name: string }): Promise<unknown> => send("/api/pair", input);

const codeOfProblem = (error: unknown): unknown => (error instanceof ProblemError ? error.problem.code : undefined);

/// The van does not know this phone.
export const isUnpaired = (error: unknown): boolean => ["unpaired", "pins_missing"].includes(String(codeOfProblem(error)));
export const arePinsMissing = (error: unknown): boolean => codeOfProblem(error) === "pins_missing";
