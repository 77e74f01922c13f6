import { useQueries } from "@tanstack/react-query";
import { recordHref, recordTitle, type Catalogue } from "../data/meta";
import { listRecords } from "../data/records";

const searched = ["work-orders", "accounts", "contacts", "sites", "invoices", "products", "equipment"];

/// Records whose searchable fields fit the text, three of each type the user may read.
export function useFound(catalogue: Catalogue, text: string) {
  const types = searched.map(catalogue.path).filter((type) => type !== undefined);
  return useQueries({
    queries: types.map((type) => ({
      queryKey: ["list", type.path, { search: text, page_size: 3 }, "palette"],
      enabled: text.length >= 2,
      queryFn: ({ signal }: { signal: AbortSignal }) => listRecords(type.path, { search: text, page_size: 3 }, signal),
    })),
    combine: (answers) =>
      answers.flatMap((answer, index) =>
        (answer.data?.items ?? []).map((record) => ({
          to: recordHref(types[index]!.path, record.id),
          text: recordTitle(types[index], { ...record, titles: answer.data?.titles }),
          detail: types[index]!.label,
        })),
      ),
  });
}
