import { Paper, Text, UnstyledButton } from "@mantine/core";
import { useDraggable } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";
import { kinds, type Kind } from "./kinds";

/// The kinds of fields: dragged onto the form, or pressed to stand after the chosen field.
export function FieldPalette({ onAdd }: { onAdd: (kind: string) => void }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm" bg="var(--surface)" component="section" aria-label={t("builder.palette")} className="field-palette">
      <Text fw={600} size="sm">{t("builder.palette")}</Text>
      <Text size="xs" c="dimmed" mb="xs">{t("builder.palette_text")}</Text>
      <div className="field-kinds">{kinds.map((kind) => <PaletteKind key={kind.name} kind={kind} onAdd={onAdd} />)}</div>
    </Paper>
  );
}

/// Enter and space add it; only mouse and finger carry it.
function PaletteKind({ kind, onAdd }: { kind: Kind; onAdd: (kind: string) => void }) {
  const { t } = useTranslation();
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: `kind:${kind.name}` });
  const Icon = kind.icon;
  return (
    <UnstyledButton
      ref={setNodeRef} className="field-kind" data-dragging={isDragging || undefined} onMouseDown={listeners?.onMouseDown as never} onTouchStart={listeners?.onTouchStart as never}
      onClick={() => onAdd(kind.name)} data-testid={`kind-${kind.name}`}
    >
      <Icon size={18} stroke={1.7} aria-hidden /><span>{t(`builder.kind.${kind.name}`)}</span>
    </UnstyledButton>
  );
}
