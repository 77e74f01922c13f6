import { useEffect, useState } from "react";
import { formatAge, formatInstant } from "../format";

/// "3 min ago", kept true every 20 s, the absolute time on hover. What another clock has ahead of ours is "now".
export function Age({ at }: { at: string | null | undefined }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 20_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return null;
  return (
    <time dateTime={at} className="figures" title={formatInstant(at, "full")}>{formatAge(at, Math.max(Date.now(), Date.parse(at)))}</time>
  );
}
