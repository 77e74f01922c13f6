import { SegmentedControl, VisuallyHidden } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { IconCalendar, IconLayoutKanban, IconList, IconMap2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { groupings } from "../board/columns";
import { timesOf } from "../calendar/times";
import { placesOf } from "../map/places";
import type { ListState, Show } from "./useListState";

const icons = { list: IconList, board: IconLayoutKanban, calendar: IconCalendar, map: IconMap2 };

/// The ways a type can be looked at; nothing where there is only the list.
export function ShowSwitch({ type, state }: { type: TypeMeta; state: ListState }) {
  const { t } = useTranslation();
  const ways = waysOf(type);
  if (ways.length < 2) return null;
  return (
    <SegmentedControl
      value={state.show} onChange={(show) => state.set({ show: show === "list" ? undefined : show, by: undefined })} aria-label={t("list.show_as")} data-testid="show-as"
      data={ways.map((value) => {
        const Icon = icons[value];
        return { value, label: <span title={t(`list.shows.${value}`)} data-testid={`show-${value}`}><Icon size={18} aria-hidden style={{ display: "block" }} /><VisuallyHidden>{t(`list.shows.${value}`)}</VisuallyHidden></span> };
      })}
    />
  );
}

export function waysOf(type: TypeMeta): Show[] {
  const has: Record<Show, boolean> = { list: true, board: groupings(type).length > 0, calendar: timesOf(type).length > 0, map: placesOf(type).length > 0 };
  return (Object.keys(has) as Show[]).filter((way) => has[way]);
}
