import { ProblemError } from "@common/api";

/// The agent said no, so nothing was stored: also where it says what it lacks (503 with a reason: numbers, storage). Without an answer, and after a
/// fault of the agent's, it may have been.
export const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError
  && ((error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status)) || (error.status === 503 && !!error.problem.detail));

/// Sends with the draft held before; `release` takes the key away once it is certain that nothing was stored.
export async function sendHeld<Out>(hold: () => void, send: () => Promise<Out>, release: () => void): Promise<Out> {
  hold();
  try {
    return await send();
  } catch (error) {
    if (isRefusal(error)) release();
    throw error;
  }
}
