import { ActionIcon, MultiSelect, Select, Text, TextInput } from "@mantine/core";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Pill.css";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRoles } from "./build";
import type { DraftMove, DraftState } from "./draft";
import { freeKey } from "./keys";

interface Props {
  move: DraftMove;
  index: number;
  states: DraftState[];
  others: DraftMove[];
  error: string | undefined;
  onChange: (move: DraftMove) => void;
  onRemove: () => void;
}

/// A move: what its button says, from where, to where, and who may.
export function MoveRow({ move, index, states, others, error, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const roles = useRoles().data ?? [];
  const choices = states.filter((one) => one.key).map((one) => ({ value: one.key, label: one.label || one.key }));
  const rename = (label: string) => {
    const action = move.line ? move.action : freeKey(label, others.map((one) => one.action.replaceAll("-", "_")), 40).replaceAll("_", "-");
    onChange({ ...move, label, action });
  };
  return (
    <div data-testid={`move-${index}`}>
      <div className="move-row">
        <TextInput label={t("builder.move_label")} value={move.label} maxLength={80} onChange={(event) => rename(event.currentTarget.value)} data-testid={`move-label-${index}`} />
        <MultiSelect label={t("builder.move_from")} data={choices} value={move.from} onChange={(from) => onChange({ ...move, from })} data-testid={`move-from-${index}`} />
        <Select label={t("builder.move_to")} data={choices} value={move.to || null} allowDeselect={false} onChange={(to) => onChange({ ...move, to: to ?? "" })} data-testid={`move-to-${index}`} />
        <MultiSelect
          label={t("builder.move_roles")} placeholder={move.roles.length === 0 ? t("builder.move_all") : undefined} data={roles.map((role) => ({ value: role.key, label: role.name }))} value={move.roles}
          onChange={(next) => onChange({ ...move, roles: next })} data-testid={`move-roles-${index}`}
        />
        <ActionIcon variant="subtle" color="danger" mt={24} onClick={onRemove} aria-label={t("builder.remove", { name: move.label })} data-testid={`move-remove-${index}`}><IconTrash size={16} /></ActionIcon>
      </div>
      {error && <Text size="sm" c="danger" role="alert">{error}</Text>}
    </div>
  );
}
