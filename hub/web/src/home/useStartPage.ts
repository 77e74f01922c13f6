import { useEffect, useRef, useState } from "react";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import type { RecordData } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { createRecord, listRecords, patchRecord } from "../data/records";
import { comparison } from "../filter/filter";
import { same } from "../records/patch";
import { useSession } from "../session/session";
import { linesOf, startPageName, widgetsOf } from "./startPage";
import { deliveredFor, useWidgets, type Widget } from "./widgets";

const path = "dashboards";

/// One person's start page: kept with the account, so that it is the same at every desk. This browser remembers it too, so that
/// nothing jumps while it is asked for.
export function useStartPage(): [Widget[], (widgets: Widget[]) => void] {
  const { t } = useTranslation();
  const client = useQueryClient();
  const user = useSession().data?.user.id ?? "";
  const catalogue = useCatalogue().data;
  const mayKeep = catalogue?.path(path)?.may.create === true;
  const [remembered, remember] = useWidgets();
  const [arranged, setArranged] = useState<Widget[]>();
  const queryKey = ["list", path, "start", user];
  const load = async (signal?: AbortSignal): Promise<RecordData | null> => {
    const page = await listRecords(path, { filter: `${comparison("user", "=", user)} AND ${comparison("name", "=", startPageName)}`, page_size: 1 }, signal);
    return page.items[0] ?? null;
  };
  const kept = useQuery({ queryKey, enabled: mayKeep && user !== "", queryFn: ({ signal }) => load(signal) }).data;
  const waiting = useRef<Widget[]>(undefined);
  const busy = useRef(false);
  /// One after the other, the newest arrangement last.
  const save = async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      while (waiting.current) {
        const widgets = linesOf(waiting.current);
        waiting.current = undefined;
        // Asked anew: the last one to arrange it is right, at whichever desk.
        const now = await load();
        if (now) await patchRecord(path, now.id, now.version, { widgets });
        else await createRecord(path, { name: startPageName, user, widgets });
      }
      await client.invalidateQueries({ queryKey });
    } catch (error) {
      notifications.show({ color: "danger", message: problemAdvice(error, t), closeButtonProps: { "aria-label": t("close") } });
    } finally {
      busy.current = false;
    }
  };
  const arrange = (widgets: Widget[]) => {
    setArranged(widgets);
    remember(widgets);
    if (!mayKeep) return;
    waiting.current = widgets;
    void save();
  };
  // What this browser alone knew until now, of before or of a save that was cut off.
  useEffect(() => {
    if (kept === null && !same(remembered, deliveredFor(catalogue))) arrange(remembered);
  }, [kept === null]); // eslint-disable-line react-hooks/exhaustive-deps
  const there = kept ? widgetsOf(kept) : undefined;
  const told = JSON.stringify(there);
  useEffect(() => {
    if (told && !waiting.current && !busy.current) remember(JSON.parse(told) as Widget[]);
  }, [told]); // eslint-disable-line react-hooks/exhaustive-deps
  return [arranged ?? there ?? remembered, arrange];
}
