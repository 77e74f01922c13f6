import { call, ProblemError } from "@common/api";
import { reportReachable } from "./reachable";

/// Long enough for a paper of many pages on the board, short enough that nobody waits for a dead program.
const deadlineMs = 20_000;

/// No answer at all, or one from a program that is just starting: nothing was decided, asking again helps. One that says why is an answer.
export const isUnreachable = (error: unknown): boolean =>
  error instanceof ProblemError && (error.unreachable || ([502, 503, 504].includes(error.status) && !error.problem.detail));

async function ask<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
  try {
    const reply = await call<T>(method, path, { body, headers, signal: AbortSignal.timeout(deadlineMs) });
    reportReachable(true);
    return reply.body;
  } catch (error) {
    reportReachable(!isUnreachable(error));
    throw error;
  }
}

const keyHeader = (key?: string): Record<string, string> => (key ? { "Idempotency-Key": key } : {});

export const load = <T>(path: string): Promise<T> => ask<T>("GET", path);

/// `key` makes a repeat after a lost answer recognisable: the same press carries the same key.
export const send = <T>(path: string, input: object = {}, key?: string): Promise<T> =>
  ask<T>("POST", path, input, keyHeader(key));

export const remove = <T>(path: string): Promise<T> => ask<T>("DELETE", path);

/// Headers carry only plain letters, so the note travels with percent signs (RFC 3986), UTF-8 inside.
export const sendPhoto = (visit: string, image: Blob, note: string, key: string) =>
  ask<{ id: string; sha256: string }>("POST", `/api/visits/${visit}/photos`, image, {
    ...keyHeader(key),
    "X-Note": encodeURIComponent(note),
  });
