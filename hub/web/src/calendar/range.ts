import { place } from "@common/format";
import { instantAt } from "@common/zone";
import type { TypeMeta } from "@common/meta";
import { listRecords, type ListPage, type ListParams } from "../data/records";
import { bothFilters } from "../filter/filter";
import type { Range } from "./CalendarGrid";
import type { Times } from "./times";

const pageSize = 100;
const pagesMax = 10;

/// What lies in the days that are shown: begins before their end, and has not ended before them.
export function rangeFilter({ start, end }: Times, { from, to }: Range, zone: string): string {
  const bound = (day: string) => (start.kind === "date" ? `"${day}"` : `"${instantAt(day, 0, 0, zone)}"`);
  const begins = `${start.name} >= ${bound(from)}`;
  const before = `${start.name} < ${bound(to)}`;
  return end ? `${before} AND (${begins} OR ${end.name} >= ${bound(from)})` : `${begins} AND ${before}`;
}

/// All of the range, up to a bound; with a token in the answer there were more.
export async function readRange(type: TypeMeta, times: Times, range: Range, asked: ListParams, signal: AbortSignal): Promise<ListPage> {
  const filter = bothFilters(asked.filter ?? "", rangeFilter(times, range, place().zone));
  const all: ListPage = { items: [], next_page_token: "", titles: {} };
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await listRecords(type.path, { ...asked, filter, order_by: times.start.name, page_size: pageSize, page_token: all.next_page_token || undefined }, signal);
    all.items.push(...page.items);
    Object.assign(all.titles!, page.titles);
    all.next_page_token = page.next_page_token;
    if (!page.next_page_token) break;
  }
  return all;
}
