import { useState } from "react";
import { Group, Select, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RecordData } from "@common/meta";
import { columnLabel } from "../list/columns";
import type { PanelProps } from "../list/panel";
import { ActionDialog } from "../records/ActionDialog";
import { BoardColumn } from "./BoardColumn";
import { columnsFor, groupingNamed, groupings, moveTo } from "./columns";
import { useBoardKeys } from "./useBoardKeys";
import { useMove } from "./useMove";
import "./board.css";

/// Columns of states or choices; cards are dragged, moved by keys, or by their menu.
export default function BoardPanel({ type, state, layout, onError, onTitles }: PanelProps) {
  const { t } = useTranslation();
  const grouping = groupingNamed(type, state.by)!;
  const [carried, setCarried] = useState<RecordData>();
  const { move, pending, asking, said, closeAsking } = useMove(type, grouping);
  const keys = useBoardKeys(type, grouping, move);
  const columns = columnsFor(grouping);
  return (
    <>
      {groupings(type).length > 1 && (
        <Group mb="xs">
          <Select
            size="xs" aria-label={t("board.by")} value={grouping.name} allowDeselect={false} w={220} data-testid="board-by"
            data={groupings(type).map((field) => ({ value: field.name, label: t("board.by_field", { field: columnLabel(field, t) }) }))}
            onChange={(by) => state.set({ by: by === groupings(type)[0]!.name ? undefined : by ?? undefined })}
          />
        </Group>
      )}
      <p className="board-hint">{t("board.keys")}</p>
      <div className="board-columns" data-testid="type-board" onKeyDown={keys}>
        {columns.map(({ value, label }) => (
          <BoardColumn
            key={value} type={type} grouping={grouping} value={value} label={label || t("board.without", { field: grouping.label })} state={state} layout={layout} fields={layout.columns}
            pending={pending} dimmed={carried !== undefined && moveTo(type, grouping, carried, value).by === "none"}
            onCarry={setCarried} onDrop={() => { if (carried) move(carried, value); setCarried(undefined); }} onMove={move}
            onError={onError} onTitles={onTitles}
          />
        ))}
      </div>
      <VisuallyHidden role="status" data-testid="board-said">{said}</VisuallyHidden>
      {asking && <ActionDialog type={type} record={asking.row} action={asking.action} onClose={closeAsking} />}
    </>
  );
}
