import type { RecordData } from "@common/meta";
import { columnsMax, heightMax, kinds, type Kind, type Widget } from "./widgets";

/// The name of the dashboard that is somebody's start page.
export const startPageName = "Start page";

const charts: Record<Kind, string> = { figures: "figure", own_visits: "list", own_deals: "list", own_leads: "list", open_jobs: "list", count: "figure", list: "list", tasks: "list", map: "map", readable: "list" };

/// As the hub keeps them: the key is what is shown ("count:<view>"), the place is column, row, width and height.
export const linesOf = (widgets: Widget[]): Record<string, unknown>[] =>
  widgets.map(({ kind, view, width, height }, row) => ({ key: view ? `${kind}:${view}` : kind, place: `1 ${row + 1} ${width} ${height}`, chart: charts[kind] }));

/// What nobody knows here, such as a widget of a newer release, is left out.
export function widgetsOf(dashboard: RecordData): Widget[] {
  const lines = (dashboard.widgets ?? []) as Record<string, unknown>[];
  const known = lines.flatMap((line) => {
    const [kind, view] = String(line.key).split(":");
    const [, row, width, height] = String(line.place ?? "").split(" ").map(Number);
    if (!kinds.includes(kind as Kind)) return [];
    const widget: Widget = { id: String(line.line), kind: kind as Kind, ...(view && { view }), width: within(width, columnsMax), height: within(height, heightMax) };
    return [{ widget, row: row || 0 }];
  });
  return known.sort((a, b) => a.row - b.row).map((one) => one.widget);
}

const within = (value: number | undefined, most: number): number => Math.min(most, Math.max(1, Math.round(value || 1)));
