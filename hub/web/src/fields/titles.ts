import { shortId, withReadableTimes } from "../data/meta";

/// Titles of records picked in this session: the server's `titles` only name what was saved.
const picked = new Map<string, string>();

export const rememberTitle = (id: string, title: string): void => void picked.set(id, title);

export const titleOf = (id: string, titles: Record<string, string> | undefined): string =>
  titles?.[id] === undefined ? picked.get(id) ?? shortId(id) : withReadableTimes(titles[id]);
