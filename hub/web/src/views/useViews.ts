import { useQuery } from "@tanstack/react-query";
import { useCatalogue } from "../data/meta";
import { listRecords } from "../data/records";
import { comparison } from "../filter/filter";
import type { SavedView } from "./view";

export const viewsPath = "saved-views";

/// The views of one type that this person has, saved searches aside: his own and those shared with him. Undefined where there are no views.
export function useViews(typeName: string): SavedView[] | undefined {
  const enabled = useCatalogue().data?.path(viewsPath) !== undefined;
  const query = useQuery({
    queryKey: ["list", viewsPath, "of", typeName],
    enabled,
    queryFn: ({ signal }) => listRecords(viewsPath, { filter: `${comparison("of_type", "=", typeName)} AND kind != "search"`, order_by: "name", page_size: 100 }, signal),
  });
  return query.data?.items as SavedView[] | undefined;
}

/// All views of this person, of every type.
export function useAllViews() {
  const enabled = useCatalogue().data?.path(viewsPath) !== undefined;
  return useQuery({
    queryKey: ["list", viewsPath, "all"],
    enabled,
    queryFn: ({ signal }) => listRecords(viewsPath, { filter: 'kind != "search"', order_by: "name", page_size: 100 }, signal),
    select: (page) => page.items as SavedView[],
  });
}
