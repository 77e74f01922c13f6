import { lazy, Suspense, useRef, useState } from "react";
import { useHotkeys } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { FilterBar } from "../filter/FilterBar";
import { NewButton } from "../records/NewButton";
import { PageSkeleton } from "../shell/PageSkeleton";
import { Page } from "../shell/Page";
import { FloatingNew } from "../records/FloatingNew";
import { ViewTabs } from "../views/ViewTabs";
import { ListPanel } from "./ListPanel";
import { ShowSwitch } from "./ShowSwitch";
import { useListState } from "./useListState";

const BoardPanel = lazy(() => import("../board/BoardPanel"));
const CalendarPanel = lazy(() => import("../calendar/CalendarPanel"));
const MapPanel = lazy(() => import("../map/MapPanel"));

/// One type's records under one filter, as list, board, calendar or map.
export function TypedList({ type }: { type: TypeMeta }) {
  const navigate = useNavigate();
  const state = useListState();
  const searchRef = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>();
  const [found, setFound] = useState<Record<string, string>>({});
  useHotkeys([
    ["/", () => searchRef.current?.focus()],
    ["n", () => type.may.create && navigate(`/records/${type.path}/new`)],
  ]);
  const panel = { type, state, onError: setError, onTitles: setFound };
  return (
    <Page title={type.plural} actions={<NewButton path={type.path} leftSection={<IconPlus size={16} aria-hidden />} data-testid="new-record" visibleFrom="sm" />}>
      <ViewTabs type={type} state={state} />
      <FilterBar type={type} state={state} titles={found} error={error} searchRef={searchRef}>
        <ShowSwitch type={type} state={state} />
      </FilterBar>
      <Suspense fallback={<PageSkeleton />}>
        {state.show === "list" && <ListPanel {...panel} />}
        {state.show === "board" && <BoardPanel {...panel} />}
        {state.show === "calendar" && <CalendarPanel {...panel} />}
        {state.show === "map" && <MapPanel {...panel} />}
      </Suspense>
      <FloatingNew type={type} />
    </Page>
  );
}
