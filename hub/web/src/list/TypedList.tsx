import { lazy, Suspense, useRef, useState } from "react";
import { ActionIcon, Group } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconPlus, IconTableOptions } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { TypeMeta } from "@common/meta";
import { FilterBar } from "../filter/FilterBar";
import { FloatingNew } from "../records/FloatingNew";
import { NewButton } from "../records/NewButton";
import { Page } from "../shell/Page";
import { PageSkeleton } from "../shell/PageSkeleton";
import { isRead } from "../split/reading";
import { TransferMenu } from "../transfer/TransferMenu";
import { ViewTabs } from "../views/ViewTabs";
import { ColumnsMenu } from "./ColumnsMenu";
import { ListPanel } from "./ListPanel";
import { ShowSwitch, shownAs } from "./ShowSwitch";
import { useColumns } from "./useColumns";
import { useListState } from "./useListState";

const BoardPanel = lazy(() => import("../board/BoardPanel"));
const CalendarPanel = lazy(() => import("../calendar/CalendarPanel"));
const SplitPanel = lazy(() => import("../split/SplitPanel"));
const SummaryPanel = lazy(() => import("../summary/SummaryPanel"));
const MapPanel = lazy(() => import("../map/MapPanel"));

/// One type's records under one filter, as list, board, calendar or map.
export function TypedList({ type }: { type: TypeMeta }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked = useListState(isRead(type) ? "split" : "list");
  // An address may be of another type, or somebody's guess.
  const state = { ...asked, show: shownAs(type, asked.show) };
  const searchRef = useRef<HTMLInputElement>(null);
  const [editing, setEditing] = useState(false);
  const [error, setError] = useState<unknown>();
  const [found, setFound] = useState<Record<string, string>>({});
  const layout = useColumns(type, state);
  useHotkeys([
    ["/", () => searchRef.current?.focus()],
    ["n", () => type.may.create && navigate(`/records/${type.path}/new`)],
  ]);
  const panel = { type, state, layout, onError: setError, onTitles: setFound };
  return (
    <Page
      title={type.plural}
      actions={
        <>
          <TransferMenu type={type} list={{ filter: state.filter, search: state.search, order_by: state.order ?? type.order_by }} />
          <NewButton path={type.path} leftSection={<IconPlus size={16} aria-hidden />} data-testid="new-record" visibleFrom="sm" />
        </>
      }
    >
      <ViewTabs type={type} state={state} columns={layout.chosen} />
      <FilterBar type={type} state={state} titles={found} error={error} searchRef={searchRef}>
        {state.show === "list" && type.may.change && (
          <ActionIcon
            variant={editing ? "filled" : "default"} size={36} aria-pressed={editing} aria-label={t("list.edit_in_place")} title={t("list.edit_in_place")}
            onClick={() => setEditing(!editing)} visibleFrom="md" data-testid="edit-in-place"
          >
            <IconTableOptions size={18} />
          </ActionIcon>
        )}
        {(state.show === "list" || state.show === "board") && (
          <Group visibleFrom="sm"><ColumnsMenu type={type} chosen={layout.chosen} density={layout.density} onColumns={layout.setColumns} onDensity={layout.setDensity} /></Group>
        )}
        <ShowSwitch type={type} state={state} />
      </FilterBar>
      <Suspense fallback={<PageSkeleton />}>
        {state.show === "list" && <ListPanel {...panel} editing={editing} />}
        {state.show === "split" && <SplitPanel {...panel} />}
        {state.show === "board" && <BoardPanel {...panel} />}
        {state.show === "calendar" && <CalendarPanel {...panel} />}
        {state.show === "map" && <MapPanel {...panel} />}
        {state.show === "summary" && <SummaryPanel {...panel} />}
      </Suspense>
      {/* Over what is read it would hide the words. */}
      {!(state.show === "split" && state.at) && <FloatingNew type={type} />}
    </Page>
  );
}
