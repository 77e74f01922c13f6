import type { RecordData } from "@common/meta";
import { writeCondition } from "../filter/filter";
import { parseFilter } from "../filter/parse";
import { readColumns, writeColumns, type Column } from "../list/preferences";
import { shows, type ListState, type Show } from "../list/useListState";
import { same } from "../records/patch";

/// One share of a view: exactly one of them is set.
export interface Share {
  line?: string;
  user?: string;
  team?: string;
  role?: string;
  everyone?: boolean;
  may_change?: boolean;
}

export interface SavedView extends RecordData {
  of_type?: string;
  name: string;
  kind?: string;
  filter?: string;
  order_by?: string;
  columns?: string[];
  group_by?: string;
  time_field?: string;
  search?: string;
  owner?: string;
  shared_with?: Share[];
  is_default?: boolean;
}

const contents = ["kind", "filter", "order_by", "columns", "group_by", "time_field", "search"] as const;

/// What a view keeps of how a list is looked at; what is not set is told as null, so that it can be compared and cleared.
export function contentOf(state: Pick<ListState, "show" | "filter" | "order" | "by" | "search">, columns: Column[]): Record<string, unknown> {
  return {
    // A record beside its list, and what a list adds up to, are ways to read, not other views.
    kind: state.show === "split" || state.show === "summary" ? "list" : state.show,
    filter: state.filter || null,
    order_by: state.order ?? null,
    columns: columns.map((column) => writeColumns([column])),
    group_by: (state.show === "board" && state.by) || null,
    time_field: (state.show === "calendar" && state.by) || null,
    search: state.search || null,
  };
}

/// The address of a view: its chips where the filter reads as such, the text otherwise.
export function addressOf(view: SavedView): Record<string, string | string[] | undefined> {
  const conditions = parseFilter(view.filter ?? "");
  return {
    view: view.id,
    f: conditions?.map(writeCondition) ?? [],
    where: conditions ? undefined : view.filter,
    order: view.order_by || undefined,
    columns: view.columns?.length ? view.columns.join(",") : undefined,
    show: showOf(view) === "list" ? undefined : showOf(view),
    by: view.group_by || view.time_field || undefined,
    q: view.search || undefined,
  };
}

export const showOf = ({ kind }: SavedView): Show => shows.find((one) => one === kind) ?? "list";

export const isChanged = (view: SavedView, content: Record<string, unknown>): boolean =>
  contents.some((name) => !same(name === "columns" ? plainColumns(view.columns, content.columns) : view[name] || null, content[name] || null));

/// A view without columns of its own is not changed by what its reader likes.
const plainColumns = (kept: string[] | undefined, shown: unknown): unknown =>
  kept?.length ? readColumns(kept.join(",")).map((column) => writeColumns([column])) : shown;

/// A view is changed by whom it belongs to; others make one of their own from it.
export const mayChangeView = (view: SavedView, user: string | undefined): boolean => view.owner === user;
