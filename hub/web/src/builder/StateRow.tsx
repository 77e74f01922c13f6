import { ActionIcon, Checkbox, Group, TextInput } from "@mantine/core";
import { IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { relabelled } from "./changes";
import type { DraftState } from "./draft";

interface Props {
  states: DraftState[];
  index: number;
  error: string | undefined;
  onChange: (states: DraftState[]) => void;
}

/// One state; the first is where a record begins.
export function StateRow({ states, index, error, onChange }: Props) {
  const { t } = useTranslation();
  const state = states[index]!;
  const up = () => onChange(states.map((one, at) => (at === index - 1 ? state : at === index ? states[index - 1]! : one)));
  return (
    <Group gap="xs" wrap="wrap" align="center">
      <TextInput
        style={{ flex: "1 1 200px" }} value={state.label} error={error} maxLength={80} aria-label={t("builder.state", { number: index + 1 })} placeholder={t(index === 0 ? "builder.state_first" : "builder.state", { number: index + 1 })}
        onChange={(event) => onChange(relabelled(states, index, event.currentTarget.value, state.line !== undefined))} data-testid={`state-${index}`}
      />
      <Checkbox label={t("builder.frozen")} checked={state.frozen} onChange={(event) => onChange(states.map((one, at) => (at === index ? { ...one, frozen: event.currentTarget.checked } : one)))} data-testid={`state-frozen-${index}`} />
      <Group gap={0}>
        <ActionIcon variant="subtle" color="neutral" disabled={index === 0} onClick={up} aria-label={t("builder.up", { name: state.label })}><IconArrowUp size={16} /></ActionIcon>
        <ActionIcon variant="subtle" color="danger" onClick={() => onChange(states.filter((one) => one !== state))} aria-label={t("builder.remove", { name: state.label })} data-testid={`state-remove-${index}`}><IconTrash size={16} /></ActionIcon>
      </Group>
    </Group>
  );
}
