import { useQuery } from "@tanstack/react-query";
import type { RecordData } from "@common/meta";
import { recordTitle, useCatalogue } from "../data/meta";
import { listRecords } from "../data/records";

export interface Person {
  id: string;
  name: string;
}

/// Colleagues whose name begins so.
export function useUsers(word: string | undefined, page_size = 6): Person[] {
  const type = useCatalogue().data?.path("users");
  const query = useQuery({
    queryKey: ["list", "users", { search: word, page_size }, "mention"],
    enabled: type !== undefined && word !== undefined,
    queryFn: ({ signal }) => listRecords("users", { search: word || undefined, page_size }, signal),
  });
  return (query.data?.items ?? []).map((user: RecordData) => ({ id: user.id, name: recordTitle(type, { ...user, titles: query.data?.titles }) }));
}
