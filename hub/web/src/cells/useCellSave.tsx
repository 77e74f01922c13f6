import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { ProblemError } from "@common/api";
import type { RecordData, TypeMeta } from "@common/meta";
import { patchRecord, useTouched, type ListPage } from "../data/records";
import { same } from "../records/patch";
import { useUndo } from "../records/useUndo";

type Pages = InfiniteData<ListPage> | ListPage | undefined;

/// Saves one field of one row: the list shows it at once; what the hub refuses is taken back and thrown to the editor.
export function useCellSave(type: TypeMeta) {
  const client = useQueryClient();
  const touched = useTouched();
  const offerUndo = useUndo(type.path);
  const show = (id: string, change: Partial<RecordData>) =>
    client.setQueriesData<Pages>({ queryKey: ["list", type.path] }, (pages) => withRow(pages, id, change));

  const save = async (row: RecordData, name: string, value: unknown): Promise<void> => {
    const before = row[name];
    show(row.id, { [name]: value });
    try {
      const saved = await patchOver(type.path, row, name, value);
      show(row.id, saved);
      offerUndo(saved, { ...row, ...saved, [name]: before }, { [name]: value });
    } catch (refused) {
      show(row.id, { [name]: before });
      throw refused;
    } finally {
      touched(type.path, row.id);
    }
  };
  return save;
}

/// Somebody saved other fields meanwhile: this one is put on top of that version. The same field is refused, so that it is seen.
async function patchOver(path: string, row: RecordData, name: string, value: unknown): Promise<RecordData> {
  try {
    return await patchRecord(path, row.id, row.version, { [name]: value ?? null });
  } catch (refused) {
    const other = refused instanceof ProblemError && refused.status === 412 ? (refused.problem.current as RecordData | undefined) : undefined;
    if (!other || !same(other[name], row[name])) throw refused;
    return patchRecord(path, row.id, other.version, { [name]: value ?? null });
  }
}

/// The pages with one row changed; queries of another shape stay as they are.
export function withRow(pages: Pages, id: string, change: Partial<RecordData>): Pages {
  const inPage = (page: ListPage): ListPage => ({ ...page, items: page.items.map((row) => (row.id === id ? { ...row, ...change } : row)) });
  if (!pages) return pages;
  if ("pages" in pages) return { ...pages, pages: pages.pages.map(inPage) };
  return "items" in pages ? inPage(pages) : pages;
}
