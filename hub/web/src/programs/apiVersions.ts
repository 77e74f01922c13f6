/// A program of the company that asked for a version within thirty days.
export interface Program {
  id: string;
  name: string;
  kind: "key" | "oauth";
  requests: number;
  last_at: string;
}

export interface ApiVersion {
  version: number;
  newest: boolean;
  deprecated_at: string | null;
  sunset_at: string | null;
  /// What has changed: a path of this hub, or an address elsewhere.
  documentation: string;
  clients: Program[];
}

/// stays: nothing announced. leaving: nobody should begin with it. ending: it goes on a known day. over: that day has passed.
export type Fate = "newest" | "stays" | "leaving" | "ending" | "over";

export function fateOf({ newest, deprecated_at, sunset_at }: ApiVersion, now = Date.now()): Fate {
  if (sunset_at) return Date.parse(sunset_at) <= now ? "over" : "ending";
  if (deprecated_at) return "leaving";
  return newest ? "newest" : "stays";
}

/// What still asks for a version that goes must move; the newest version has nobody who must.
export const mustMove = (one: ApiVersion, now = Date.now()): Program[] => (["newest", "stays"].includes(fateOf(one, now)) ? [] : one.clients);

export const newestFirst = (versions: ApiVersion[]): ApiVersion[] => [...versions].sort((a, b) => b.version - a.version);

/// Where programs find it; the newest is also where no version is named.
export const rootsOf = ({ version, newest }: ApiVersion): string[] => [`/api/v${version}/`, ...(newest ? ["/api/"] : [])];
