import { useEffect, useRef } from "react";

/// For a strip of tabs that is wider than the screen: the chosen one is in sight, also where the page begins with it.
export function useShownTab(tab: string | null | undefined) {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [list, active] = [strip.current, strip.current?.querySelector<HTMLElement>("[data-active],[aria-current]")];
    // Sideways only: the page stays where it is.
    if (list && active) list.scrollLeft += active.getBoundingClientRect().left - list.getBoundingClientRect().left - (list.clientWidth - active.clientWidth) / 2;
  }, [tab]);
  return strip;
}
