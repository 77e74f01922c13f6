import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@common/api";
import { isForbidden } from "@common/problem";

/// Refusals are final; only a server that cannot be reached or stumbles is asked again.
export function worthRetrying(count: number, error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  return count < 2 && (error.unreachable || error.status >= 502);
}

/// Asks again every so often, but not for what this reader may not see.
export const unlessForbidden = (everyMs: number) => (query: { state: { error: unknown } }): number | false => (isForbidden(query.state.error) ? false : everyMs);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: worthRetrying,
      refetchOnWindowFocus: false,
      // The live link says what changed; without network the last answer stays on the screen.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
