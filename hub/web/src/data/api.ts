import { call } from "@common/api";
import type { paths } from "./api.types";
import { postOnce } from "./once";

type Method = "get" | "post" | "delete";

/// The addresses that take this method, as the hub's own description has them.
export type Address<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths];

type PathOf<O> = O extends { parameters: { path: infer Given } } ? Given : never;
type QueryOf<O> = O extends { parameters: { query?: infer Given } } ? NonNullable<Given> : never;
type BodyOf<O> = O extends { requestBody?: { content: { "application/json": infer Sent } } } ? Sent : never;
type Content<R> = R extends { content: { "application/json": infer Told } } ? Told : unknown;

/// What the hub answers when all went well.
export type Reply<P extends keyof paths, M extends Method> = paths[P][M] extends { responses: infer All } ? Content<All[keyof All & (200 | 201 | 202 | 204)]> : never;

type Values<T> = { [K in keyof T]?: string | number | boolean | null };
/// Names that the hub does not know do not compile; what it thinks of a value, it says itself.
type Parts<O> = [PathOf<O>] extends [never] ? { path?: undefined } : { path: { [K in keyof PathOf<O>]: string } };
type Query<O> = [QueryOf<O>] extends [never] ? { query?: undefined } : { query?: Values<QueryOf<O>> };
type Sent<O> = [BodyOf<O>] extends [never] ? { body?: undefined } : Record<string, never> extends BodyOf<O> ? { body?: { [K in keyof BodyOf<O>]?: unknown } } : { body: { [K in keyof BodyOf<O>]?: unknown } };

/// "/api/exports/{id}/" with its parts filled in.
export const addressOf = (path: string, parts: Record<string, string> = {}): string => path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ""));

/// The hub's requests by name, checked against its description when the app is built. What comes back is typed as far as the
/// description's example says; a caller that knows more says so with `as`, which must not contradict it.
export const api = {
  get: async <P extends Address<"get">>(path: P, asked: Parts<paths[P]["get"]> & Query<paths[P]["get"]>, signal?: AbortSignal) =>
    (await call<Reply<P, "get">>("GET", addressOf(path, asked.path), { query: asked.query as Record<string, string> | undefined, signal })).body,
  post: async <P extends Address<"post">>(path: P, asked: Parts<paths[P]["post"]> & Sent<paths[P]["post"]>) =>
    (await call<Reply<P, "post">>("POST", addressOf(path, asked.path), { body: asked.body ?? {} })).body,
  /// A write that may be sent again when no answer came.
  postOnce: <P extends Address<"post">>(path: P, asked: Parts<paths[P]["post"]> & Sent<paths[P]["post"]>) => postOnce<Reply<P, "post">>(addressOf(path, asked.path), asked.body ?? {}),
  remove: async <P extends Address<"delete">>(path: P, asked: Parts<paths[P]["delete"]>): Promise<void> => {
    await call("DELETE", addressOf(path, asked.path));
  },
};
