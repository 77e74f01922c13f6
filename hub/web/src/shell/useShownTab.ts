import { useEffect, useRef } from "react";

/// For a strip of tabs that is wider than the screen: the chosen one is in sight, also where the page begins with it.
export function useShownTab(tab: string | null) {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    strip.current?.querySelector("[data-active]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [tab]);
  return strip;
}
