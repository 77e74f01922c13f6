import { SegmentedControl, VisuallyHidden } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { IconCalendar, IconChartBar, IconLayoutKanban, IconLayoutSidebar, IconList, IconMap2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { groupings } from "../board/columns";
import { timesOf } from "../calendar/times";
import { placesOf } from "../map/places";
import { useNarrow } from "../shell/useNarrow";
import { isRead } from "../split/reading";
import type { ListState, Show } from "./useListState";

const icons = { list: IconList, split: IconLayoutSidebar, board: IconLayoutKanban, calendar: IconCalendar, map: IconMap2, summary: IconChartBar };

/// The ways a type can be looked at; nothing where there is only the list.
export function ShowSwitch({ type, state }: { type: TypeMeta; state: ListState }) {
  const { t } = useTranslation();
  const ways = waysOf(type, useNarrow("62em"));
  if (ways.length < 2) return null;
  return (
    <SegmentedControl
      value={state.show} onChange={(show) => state.set({ show: show === state.first ? undefined : show, by: undefined, sum: undefined, at: undefined })} aria-label={t("list.show_as")} data-testid="show-as"
      data={ways.map((value) => {
        const Icon = icons[value];
        return { value, label: <span title={t(`list.shows.${value}`)} data-testid={`show-${value}`}><Icon size={18} aria-hidden style={{ display: "block" }} /><VisuallyHidden>{t(`list.shows.${value}`)}</VisuallyHidden></span> };
      })}
    />
  );
}

/// What is asked for where the type can be looked at so, else its list.
export function shownAs(type: TypeMeta, asked: Show): Show {
  return waysOf(type, false).includes(asked) ? asked : "list";
}

/// On a narrow screen there is no place for a record beside its list; what is for reading takes turns with it.
export function waysOf(type: TypeMeta, narrow: boolean): Show[] {
  const has: Record<Show, boolean> = { list: true, split: !narrow || isRead(type), board: groupings(type).length > 0, calendar: timesOf(type).length > 0, map: placesOf(type).length > 0, summary: true };
  return (Object.keys(has) as Show[]).filter((way) => has[way]);
}
