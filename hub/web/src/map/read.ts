import { listRecords, type ListPage, type ListParams } from "../data/records";

const pageSize = 100;
const pagesMax = 20;

/// All that the filter finds, up to a bound; with a token in the answer there were more.
export async function readPlaced(path: string, asked: ListParams, signal: AbortSignal): Promise<ListPage> {
  const all: ListPage = { items: [], next_page_token: "", titles: {} };
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await listRecords(path, { ...asked, page_size: pageSize, page_token: all.next_page_token || undefined }, signal);
    all.items.push(...page.items);
    Object.assign(all.titles!, page.titles);
    all.next_page_token = page.next_page_token;
    if (!page.next_page_token) break;
  }
  return all;
}
