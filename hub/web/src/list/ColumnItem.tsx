import { ActionIcon, Checkbox, Group, NumberInput } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { IconArrowDown, IconArrowUp, IconGripVertical } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { widthMax, widthMin, type Column } from "./preferences";

interface Props {
  column: Column;
  label: string;
  first: boolean;
  last: boolean;
  onHide: () => void;
  onMove: (step: number) => void;
  onWidth: (width: number | undefined) => void;
  onDrag: () => void;
  onDrop: () => void;
}

/// One shown column in the menu: dragged by its grip, or moved by its arrows.
export function ColumnItem({ column, label, first, last, onHide, onMove, onWidth, onDrag, onDrop }: Props) {
  const { t } = useTranslation();
  return (
    <li
      draggable onDragStart={(event) => { event.dataTransfer.effectAllowed = "move"; onDrag(); }} onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => { event.preventDefault(); onDrop(); }}
    >
      <Group gap={4} wrap="nowrap">
        <IconGripVertical size={16} aria-hidden className="grip" />
        <Checkbox size="sm" checked label={label} onChange={onHide} flex={1} data-testid={`column-${column.name}`} />
        <NumberInput
          size="xs" w={64} hideControls min={widthMin} max={widthMax} allowDecimal={false} value={column.width ?? ""} placeholder={t("list.width_auto")}
          aria-label={t("list.width_of", { name: label })} onBlur={(event) => onWidth(Number(event.currentTarget.value) || undefined)}
          onKeyDown={(event) => event.key === "Enter" && onWidth(Number(event.currentTarget.value) || undefined)} data-testid={`width-${column.name}`}
        />
        <ActionIcon variant="subtle" color="neutral" size="sm" disabled={first} onClick={() => onMove(-1)} aria-label={t("list.column_up", { name: label })} data-testid={`column-up-${column.name}`}><IconArrowUp size={14} /></ActionIcon>
        <ActionIcon variant="subtle" color="neutral" size="sm" disabled={last} onClick={() => onMove(1)} aria-label={t("list.column_down", { name: label })} data-testid={`column-down-${column.name}`}><IconArrowDown size={14} /></ActionIcon>
      </Group>
    </li>
  );
}
