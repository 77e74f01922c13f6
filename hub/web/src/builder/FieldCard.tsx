import type { ReactNode } from "react";
import { ActionIcon, Badge, Group, Text, UnstyledButton } from "@mantine/core";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "../fields/FieldInput";
import type { DraftField } from "./draft";
import { kindNamed } from "./kinds";
import { fieldMeta, worded } from "./preview";

interface Props {
  field: DraftField;
  selected: boolean;
  faulty: boolean;
  first: boolean;
  last: boolean;
  onSelect: () => void;
  onMove: (step: 1 | -1) => void;
  onRemove: () => void;
  children: ReactNode;
}

/// A field's place in the form: what it will look like, with what one does to it.
export function FieldCard({ field, selected, faulty, first, last, onSelect, onMove, onRemove, children }: Props) {
  const { t, i18n } = useTranslation();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: field.client });
  const { icon: Icon } = kindNamed(field.kind);
  const name = worded(field.label, i18n.language) || t(`builder.kind.${field.kind}`);
  const marks = (["required", "unique", "searchable", "personal"] as const).filter((one) => field[one]);
  return (
    <li
      ref={setNodeRef} className="field-card" data-selected={selected || undefined} data-faulty={faulty || undefined} data-dragging={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }} data-testid={`card-${field.key || field.kind}`}
    >
      <Group wrap="nowrap" gap={4} align="center">
        <ActionIcon ref={setActivatorNodeRef} {...attributes} {...listeners} variant="subtle" color="neutral" className="field-grip" aria-label={t("builder.carry", { name })} title={t("builder.carry", { name })} data-testid={`grip-${field.key}`}>
          <IconGripVertical size={18} />
        </ActionIcon>
        <UnstyledButton onClick={onSelect} aria-expanded={selected} className="field-head" data-testid={`select-${field.key || field.kind}`}>
          <Icon size={16} aria-hidden /><Text span size="sm" fw={600} truncate>{name}</Text>
          <Text span size="xs" c="dimmed" truncate>{t(`builder.kind.${field.kind}`)}{field.key && ` · ${field.key}`}</Text>
        </UnstyledButton>
        <ActionIcon variant="subtle" color="neutral" disabled={first} onClick={() => onMove(-1)} aria-label={t("builder.up", { name })} title={t("builder.up", { name })} data-testid={`up-${field.key}`}><IconArrowUp size={16} /></ActionIcon>
        <ActionIcon variant="subtle" color="neutral" disabled={last} onClick={() => onMove(1)} aria-label={t("builder.down", { name })} title={t("builder.down", { name })} data-testid={`down-${field.key}`}><IconArrowDown size={16} /></ActionIcon>
        <ActionIcon variant="subtle" color="danger" onClick={onRemove} aria-label={t("builder.remove", { name })} title={t("builder.remove", { name })} data-testid={`remove-${field.key}`}><IconTrash size={16} /></ActionIcon>
      </Group>
      {/* As it will look; it takes no typing here. */}
      <div className="field-sight" inert aria-hidden onClick={onSelect}>
        <FieldInput field={fieldMeta(field, i18n.language)} path={`sight-${field.client}`} value={undefined} onChange={() => {}} errors={[]} titles={{}} record={{}} />
      </div>
      {(marks.length > 0 || field.grants.length > 0) && (
        <Group gap={6} mt={8}>
          {marks.map((one) => <Badge key={one} color="neutral" size="sm" tt="none">{t(`builder.${one}`)}</Badge>)}
          {field.grants.length > 0 && <Badge color="attention" size="sm" tt="none">{t("builder.only", { roles: field.grants.map((one) => one.role).join(", ") })}</Badge>}
        </Group>
      )}
      {children}
    </li>
  );
}
