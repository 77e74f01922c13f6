import { useState } from "react";
import { Button, Group, Paper, Text } from "@mantine/core";
import { DndContext, DragOverlay, KeyboardSensor, MouseSensor, TouchSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { sortableKeyboardCoordinates } from "@dnd-kit/sortable";
import { IconRestore } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { useNarrow } from "../shell/useNarrow";
import { addField, bringBack, moveField } from "./changes";
import { droppedAt, nearestCard } from "./dropping";
import { FieldCanvas } from "./FieldCanvas";
import { FieldPalette } from "./FieldPalette";
import { FieldPanel } from "./FieldPanel";
import { worded } from "./preview";
import type { Builder } from "./useBuilder";
import { useAnnouncements } from "./useAnnouncements";

interface Props {
  builder: Builder;
  delivered: TypeMeta | undefined;
  taken: string[];
  selected: string | undefined;
  onSelect: (client: string | undefined) => void;
}

/// Kinds on the left, the form in the middle, the chosen field on the right; where there is no room, the field opens in its place.
export function FieldsTab({ builder, delivered, taken, selected, onSelect }: Props) {
  const { t, i18n } = useTranslation();
  const narrow = useNarrow("75em");
  const { draft, change } = builder;
  const [carried, setCarried] = useState<string>();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const active = draft.fields.filter((one) => !one.retired);
  const retired = draft.fields.filter((one) => one.retired);
  const nameOf = (id: string) => {
    if (id.startsWith("kind:")) return t(`builder.kind.${id.slice(5)}`);
    const field = active.find((one) => one.client === id);
    return field ? worded(field.label, i18n.language) || t(`builder.kind.${field.kind}`) : "";
  };
  const announcements = useAnnouncements(nameOf, (id) => active.findIndex((one) => one.client === id) + 1, active.length);
  const add = (kind: string, at: number) => {
    const next = addField(draft, kind, at);
    change(next.draft);
    onSelect(next.field.client);
  };
  const drop = (event: DragEndEvent) => {
    setCarried(undefined);
    const id = String(event.active.id);
    const at = droppedAt(event, active.map((one) => one.client));
    if (at === undefined) return;
    if (id.startsWith("kind:")) add(id.slice(5), at);
    else change(moveField(draft, id, at));
  };
  const field = active.find((one) => one.client === selected);
  const panel = field && <FieldPanel key={field.client} builder={builder} field={field} taken={taken} onClose={() => onSelect(undefined)} />;
  const addAfter = (kind: string) => add(kind, field ? active.indexOf(field) + 1 : active.length);
  return (
    <DndContext
      sensors={sensors} collisionDetection={nearestCard} accessibility={announcements}
      onDragStart={(event) => setCarried(String(event.active.id))} onDragEnd={drop} onDragCancel={() => setCarried(undefined)}
    >
      <div className="builder-fields" data-panel={Boolean(panel && !narrow) || undefined}>
        <FieldPalette onAdd={addAfter} />
        <div style={{ minWidth: 0 }}>
          <FieldCanvas builder={builder} fields={active} delivered={delivered} selected={selected} onSelect={onSelect} panel={narrow ? panel : undefined} />
          {retired.length > 0 && (
            <Paper withBorder p="md" mt="md" bg="var(--surface)" data-testid="retired-fields">
              <Text fw={600} size="sm">{t("builder.removed")}</Text>
              <Text size="sm" c="dimmed" mb="xs">{t("builder.removed_text")}</Text>
              {retired.map((one) => (
                <Group key={one.client} justify="space-between" py={4}>
                  <Text size="sm">{worded(one.label, i18n.language)}</Text>
                  <Button size="xs" variant="subtle" leftSection={<IconRestore size={14} aria-hidden />} onClick={() => change(bringBack(draft, one.client))} data-testid={`bring-back-${one.key}`}>{t("builder.bring_back")}</Button>
                </Group>
              ))}
            </Paper>
          )}
        </div>
        {!narrow && panel}
      </div>
      <DragOverlay dropAnimation={null}>{carried && <div className="carried-field">{nameOf(carried)}</div>}</DragOverlay>
    </DndContext>
  );
}
