import { call, ProblemError } from "@common/api";

/// Writes whose answer is not known: still under way, or lost with the network.
const unanswered = new Map<string, string>();

const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const isAnswer = (error: unknown): boolean => error instanceof ProblemError && !error.unreachable && error.status < 502;

/// A write that creates or acts. Pressed twice at once, or again because no answer came, it is one write: the hub knows it by its key.
export async function postOnce<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<T> {
  const request = `${path}\n${JSON.stringify([body, headers])}`;
  const key = unanswered.get(request) ?? newKey();
  unanswered.set(request, key);
  try {
    const reply = await call<T>("POST", path, { body, headers: { ...headers, "Idempotency-Key": key } });
    unanswered.delete(request);
    return reply.body;
  } catch (error) {
    if (isAnswer(error)) unanswered.delete(request);
    throw error;
  }
}
