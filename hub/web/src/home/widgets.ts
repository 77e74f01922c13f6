import { useLocalStorage } from "@mantine/hooks";
import type { TypeMeta } from "@common/meta";
import { sellsOnly, useCatalogue, type Catalogue } from "../data/meta";
import { useSession } from "../session/session";
import { areasOf } from "../shell/areas";

export const kinds = ["figures", "own_visits", "own_deals", "own_leads", "open_jobs", "count", "list", "tasks", "map", "readable"] as const;
export type Kind = (typeof kinds)[number];

/// A piece of the start page: what it shows, how many of the grid's columns and rows it takes.
export interface Widget {
  id: string;
  kind: Kind;
  /// The saved view that a count or a list shows.
  view?: string;
  width: number;
  height: number;
}

export const columnsMax = 4;
export const heightMax = 4;

const sizes: Record<Kind, [number, number]> = { figures: [4, 1], own_visits: [4, 2], own_deals: [4, 2], own_leads: [4, 2], open_jobs: [4, 3], count: [1, 1], list: [2, 2], tasks: [2, 2], map: [2, 3], readable: [4, 3] };

export const madeWidget = (kind: Kind, id: string, view?: string): Widget => ({ id, kind, ...(view && { view }), width: sizes[kind][0], height: sizes[kind][1] });

const made = (...all: Kind[]): Widget[] => all.map((kind) => madeWidget(kind, kind.replace("_", "-")));
export const delivered = made("figures", "own_visits", "open_jobs");
const deliveredToSales = made("own_deals", "own_leads", "tasks");

const deliveredToReaders = made("open_jobs", "readable", "tasks");

/// What somebody sees who has arranged nothing. Whoever reads no visits at all, such as a customer or a partner, would see nothing of the day.
export function deliveredFor(catalogue: Catalogue | undefined): Widget[] {
  if (sellsOnly(catalogue)) return deliveredToSales;
  return catalogue && !catalogue.path("scheduled-events") ? deliveredToReaders : delivered;
}

export const readableMax = 9;

/// The lists that lead to what somebody may read, in the menu's order: what a company runs itself with, and how a user wants to be told, are none.
export const readableFor = (catalogue: Catalogue): TypeMeta[] =>
  areasOf(catalogue, (area) => area).flatMap(({ types }) => types).filter(({ area, kind, path }) => area !== "admin" && kind !== "setup" && path !== "notification-preferences");

/// What one person's start page shows, as this browser remembers it.
export function useWidgets() {
  const user = useSession().data?.user.id ?? "";
  return useLocalStorage<Widget[]>({ key: `truckroll.start.${user}`, defaultValue: deliveredFor(useCatalogue().data), getInitialValueInEffect: false });
}

/// Takes a widget to another place; beyond the ends it stays.
export function movedTo(widgets: Widget[], id: string, to: number): Widget[] {
  const widget = widgets.find((one) => one.id === id);
  if (!widget || to < 0 || to >= widgets.length) return widgets;
  const rest = widgets.filter((one) => one !== widget);
  return [...rest.slice(0, to), widget, ...rest.slice(to)];
}

export function resized(widgets: Widget[], id: string, wider: number, taller: number): Widget[] {
  const within = (value: number, max: number) => Math.min(max, Math.max(1, value));
  return widgets.map((one) => (one.id === id ? { ...one, width: within(one.width + wider, columnsMax), height: within(one.height + taller, heightMax) } : one));
}
