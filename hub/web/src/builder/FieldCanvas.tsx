import type { ReactNode } from "react";
import { Paper, Text } from "@mantine/core";
import { useDroppable } from "@dnd-kit/core";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { IconDragDrop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import type { TypeMeta } from "@common/meta";
import { moveField, removeField } from "./changes";
import { canvas } from "./dropping";
import { FieldCard } from "./FieldCard";
import type { DraftField } from "./draft";
import type { Builder } from "./useBuilder";

interface Props {
  builder: Builder;
  fields: DraftField[];
  delivered: TypeMeta | undefined;
  selected: string | undefined;
  onSelect: (client: string | undefined) => void;
  /// The chosen field's properties, where they stand below it.
  panel: ReactNode;
}

/// The form in the making, field below field.
export function FieldCanvas({ builder, fields, delivered, selected, onSelect, panel }: Props) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: canvas });
  const { draft, change, problems } = builder;
  const others = delivered?.fields.filter((field) => !field.custom).map((field) => field.label) ?? [];
  return (
    <Paper ref={setNodeRef} withBorder p="md" bg="var(--surface)" className="field-canvas" data-over={isOver || undefined} component="section" aria-label={t("builder.form")} data-testid="field-canvas">
      {others.length > 0 && (
        <details className="delivered-fields">
          <summary>{t("builder.delivered_fields", { count: others.length })}</summary>
          <Text size="sm" c="dimmed" mt={4}>{others.join(", ")}</Text>
        </details>
      )}
      {fields.length === 0 && <EmptyState title={t("builder.no_fields")} text={t("builder.no_fields_text")} icon={<IconDragDrop size={24} />} />}
      <SortableContext items={fields.map((one) => one.client)} strategy={verticalListSortingStrategy}>
        <ol className="field-cards">
          {fields.map((field, index) => (
            <FieldCard
              key={field.client} field={field} selected={field.client === selected} faulty={problems.some((one) => one.place === field.client)} first={index === 0} last={index === fields.length - 1}
              onSelect={() => onSelect(field.client === selected ? undefined : field.client)} onMove={(step) => change(moveField(draft, field.client, index + step))}
              onRemove={() => { change(removeField(draft, field.client)); if (field.client === selected) onSelect(undefined); }}
            >
              {field.client === selected && panel}
            </FieldCard>
          ))}
        </ol>
      </SortableContext>
    </Paper>
  );
}
