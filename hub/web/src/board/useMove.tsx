import { useState } from "react";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import type { FieldMeta, FlowAction, RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { actOn, patchRecord, useTouched } from "../data/records";
import { isFinal } from "../records/actions";
import { useUndo } from "../records/useUndo";
import { columnsFor, moveTo, valueOn } from "./columns";

/// A card on its way: shown in its new column until the hub has said what it thinks.
export interface Pending {
  row: RecordData;
  to: string;
}

/// Moves cards. What is refused springs back, with the reason.
export function useMove(type: TypeMeta, grouping: FieldMeta) {
  const { t } = useTranslation();
  const touched = useTouched();
  const offerUndo = useUndo(type.path);
  const [pending, setPending] = useState<Pending[]>([]);
  const [asking, setAsking] = useState<{ row: RecordData; action: FlowAction }>();
  const [said, setSaid] = useState("");
  const label = (value: string) => columnsFor(grouping).find((one) => one.value === value)?.label || t("board.without", { field: grouping.label });
  const settle = (id: string) => setPending((all) => all.filter((one) => one.row.id !== id));
  const refuse = (row: RecordData, message: string) => {
    setSaid(`${recordTitle(type, row)}: ${message}`);
    notifications.show({ color: "danger", title: recordTitle(type, row), message: <span data-testid="board-refusal">{message}</span>, autoClose: 12_000, closeButtonProps: { "aria-label": t("close") } });
  };
  const run = async (row: RecordData, to: string, work: () => Promise<unknown>) => {
    setPending((all) => [...all.filter((one) => one.row.id !== row.id), { row, to }]);
    try {
      await work();
      setSaid(t("board.moved", { name: recordTitle(type, row), column: label(to) }));
    } catch (error) {
      refuse(row, reasons(error) ?? problemAdvice(error, t));
    }
    await touched(type.path, row.id);
    settle(row.id);
  };
  const move = (row: RecordData, to: string) => {
    if (valueOn(grouping, row) === to) return;
    const way = moveTo(type, grouping, row, to);
    if (way.by === "none") return refuse(row, t(`board.${way.reason}`, { from: label(valueOn(grouping, row)), to: label(to) }));
    if (way.by === "change") {
      return void run(row, to, async () => offerUndo(await patchRecord(type.path, row.id, row.version, way.patch), row, way.patch));
    }
    if (way.action.input?.length || isFinal(way.action.name)) return setAsking({ row, action: way.action });
    void run(row, to, () => actOn(type.path, row.id, way.action.name, {}));
  };
  return { move, pending, asking, said, closeAsking: () => setAsking(undefined) };
}

const reasons = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.errors.length > 0 ? error.errors.map((one) => one.text).join(" ") : undefined;
