import { useLocation } from "react-router-dom";
import { recordHref, stateLabel, withReadableTimes, type Catalogue } from "../data/meta";
import { nearOf, useSuggestions, type Found } from "../data/search";

/// Records that fit what is being typed, by type in the order of the best of each.
export function useFound(catalogue: Catalogue, text: string) {
  const near = nearOf(useLocation().pathname);
  const items = useSuggestions(text, near).data?.items ?? [];
  if (text.length < 2) return [];
  const groups = new Map<string, Found[]>();
  for (const item of items) groups.set(item.path, [...(groups.get(item.path) ?? []), item]);
  return [...groups].map(([path, found]) => {
    const type = catalogue.path(path);
    return {
      label: type?.plural ?? path,
      items: found.map((item) => ({
        to: recordHref(item.path, item.id),
        text: withReadableTimes(item.title),
        detail: item.state && stateLabel(type, item.state),
      })),
    };
  });
}
