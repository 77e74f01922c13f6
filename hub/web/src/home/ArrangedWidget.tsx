import { ActionIcon, Group, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconChevronsDown, IconChevronsLeft, IconChevronsRight, IconChevronsUp, IconX, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { columnsMax, heightMax, type Widget } from "./widgets";

interface Props {
  widget: Widget;
  name: string;
  kind: string;
  first: boolean;
  last: boolean;
  onMove: (step: 1 | -1) => void;
  onSize: (wider: number, taller: number) => void;
  onRemove: () => void;
  onDrag: () => void;
  onDrop: () => void;
}

/// One piece while the page is arranged: dragged, or moved and sized by its buttons.
export function ArrangedWidget({ widget, name, kind, first, last, onMove, onSize, onRemove, onDrag, onDrop }: Props) {
  const { t } = useTranslation();
  const button = (does: string, Shape: Icon, off: boolean, press: () => void) => (
    <ActionIcon variant="subtle" color="neutral" disabled={off} onClick={press} aria-label={t(`home.${does}`, { name })} title={t(`home.${does}`, { name })} data-testid={`${does}-${widget.id}`}><Shape size={16} /></ActionIcon>
  );
  return (
    <div
      className="widget widget-arranged" role="listitem" draggable style={{ "--width": widget.width, "--height": 1 } as React.CSSProperties} data-testid={`arrange-${widget.id}`}
      onDragStart={(event) => { event.dataTransfer.effectAllowed = "move"; onDrag(); }} onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); onDrop(); }}
    >
      <Group justify="space-between" wrap="nowrap"><Text fw={600}>{name}</Text>{button("remove_widget", IconX, false, onRemove)}</Group>
      {widget.view && <Text size="sm" c="dimmed">{kind}</Text>}
      <Group gap={2}>
        {button("earlier", IconArrowLeft, first, () => onMove(-1))}
        {button("later", IconArrowRight, last, () => onMove(1))}
        {button("narrower", IconChevronsLeft, widget.width === 1, () => onSize(-1, 0))}
        {button("wider", IconChevronsRight, widget.width === columnsMax, () => onSize(1, 0))}
        {button("shorter", IconChevronsUp, widget.height === 1, () => onSize(0, -1))}
        {button("taller", IconChevronsDown, widget.height === heightMax, () => onSize(0, 1))}
        <Text size="sm" c="dimmed" className="figures" aria-live="polite">{widget.width} × {widget.height}</Text>
      </Group>
    </div>
  );
}
