import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { place } from "@common/format";
import { fromLocalInput } from "@common/zone";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { patchRecord, useTouched } from "../data/records";
import { isEditable } from "../fields/visible";
import { mayEdit } from "../records/actions";
import { useUndo } from "../records/useUndo";
import type { Times } from "./times";

/// Whether entries may be dragged: beginning and end are fields that people change.
export const isMovable = (type: TypeMeta, { start, end }: Times): boolean =>
  type.may.change && [start, end].every((field) => !field || (isEditable(field) && !field.locked));

/// The patch that puts a record where its entry was dropped, on the reader's wall clock; whole days end before the day given.
export function patchFor({ start, end }: Times, from: string, to: string, zone: string): Record<string, string> {
  if (start.kind === "date") {
    const last = new Date(Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    return { [start.name]: from.slice(0, 10), ...(end && { [end.name]: last }) };
  }
  const instant = (wall: string) => fromLocalInput(wall.slice(0, 16), zone)!;
  return { [start.name]: instant(from), ...(end && { [end.name]: instant(to) }) };
}

/// Saves a dragged entry; what is refused springs back, with the reason.
export function useReschedule(type: TypeMeta, times: Times, rows: RecordData[]) {
  const { t } = useTranslation();
  const touched = useTouched();
  const offerUndo = useUndo(type.path);
  return async (id: string, from: string, to: string, revert: () => void) => {
    const row = rows.find((one) => one.id === id);
    const refuse = (message: string) => {
      revert();
      notifications.show({ color: "danger", title: row && recordTitle(type, row), message, autoClose: 12_000, closeButtonProps: { "aria-label": t("close") } });
    };
    if (!row || !mayEdit(type, row)) return refuse(t("calendar.not_allowed"));
    const keepsOpen = times.end && !row[times.end.name];
    const patch = patchFor(keepsOpen ? { ...times, end: undefined } : times, from, to, place().zone);
    try {
      offerUndo(await patchRecord(type.path, id, row.version, patch), row, patch);
    } catch (error) {
      refuse(error instanceof ProblemError && error.errors.length > 0 ? error.errors.map((one) => one.text).join(" ") : problemAdvice(error, t));
    }
    await touched(type.path, id);
  };
}
