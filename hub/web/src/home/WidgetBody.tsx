import { lazy, Suspense } from "react";
import { useCatalogue } from "../data/meta";
import { useMaySeeBoard } from "../data/receipts";
import { CompanyFigures } from "./CompanyFigures";
import type { Widget } from "./widgets";

// Below the figures, so they may come after them.
const OpenJobs = lazy(() => import("./OpenJobs"));
const OwnVisits = lazy(() => import("./OwnVisits"));
const OwnSales = lazy(() => import("./OwnSales"));
const ViewWidget = lazy(() => import("./ViewWidget"));
const TasksWidget = lazy(() => import("./TasksWidget"));
const Readable = lazy(() => import("./Readable"));
const MapWidget = lazy(() => import("./MapWidget"));

/// What a widget shows; nothing where this reader may not see it.
export function WidgetBody({ widget }: { widget: Widget }) {
  const catalogue = useCatalogue().data!;
  const maySeeBoard = useMaySeeBoard();
  const has = (path: string) => catalogue.path(path) !== undefined;
  switch (widget.kind) {
    case "figures": return maySeeBoard ? <CompanyFigures vans={has("devices")} /> : null;
    case "own_visits": return maySeeBoard === false && has("scheduled-events") ? <Suspense><OwnVisits /></Suspense> : null;
    case "own_deals": return has("deals") ? <Suspense><OwnSales path="deals" /></Suspense> : null;
    case "own_leads": return has("leads") ? <Suspense><OwnSales path="leads" /></Suspense> : null;
    case "open_jobs": return has("work-orders") ? <Suspense><OpenJobs /></Suspense> : null;
    case "tasks": return has("tasks") ? <Suspense><TasksWidget /></Suspense> : null;
    case "map": return maySeeBoard ? <Suspense><MapWidget height={widget.height} /></Suspense> : null;
    case "readable": return <Suspense><Readable /></Suspense>;
    default: return has("saved-views") ? <Suspense><ViewWidget widget={widget} /></Suspense> : null;
  }
}
