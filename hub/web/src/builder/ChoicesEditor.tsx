import { ActionIcon, Button, Input, Stack, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { relabelled } from "./changes";
import type { DraftChoice, DraftField } from "./draft";

/// Different enough to be told apart, and never the only sign: the word stands beside it.
export const choiceColors = ["#2f9e44", "#e8590c", "#c92a2a", "#1971c2", "#9c36b5", "#868e96"];

interface Props {
  field: DraftField;
  error: string | undefined;
  onChange: (choices: DraftChoice[]) => void;
}

export function ChoicesEditor({ field, error, onChange }: Props) {
  const { t } = useTranslation();
  const { choices } = field;
  const set = (index: number, patch: Partial<DraftChoice>) => onChange(choices.map((one, at) => (at === index ? { ...one, ...patch } : one)));
  const up = (index: number) => onChange(choices.map((one, at) => (at === index - 1 ? choices[index]! : at === index ? choices[index - 1]! : one)));
  const add = () => onChange([...choices, { key: "", label: "", color: choiceColors[choices.length % choiceColors.length]! }]);
  return (
    <Input.Wrapper label={t("builder.choices")} error={error} labelElement="div">
      <Stack gap={6} mt={4} data-testid="panel-choices">
        {choices.map((choice, index) => (
          <div key={index} className="choice-row">
            <input type="color" className="choice-color" value={choice.color || "#868e96"} onChange={(event) => set(index, { color: event.currentTarget.value })} aria-label={t("builder.choice_color", { number: index + 1 })} data-testid={`choice-color-${index}`} />
            <TextInput
              value={choice.label} maxLength={80} aria-label={t("builder.choice", { number: index + 1 })} placeholder={t("builder.choice", { number: index + 1 })} autoFocus={choice.label === "" && !choice.fixed}
              onChange={(event) => onChange(relabelled(choices, index, event.currentTarget.value, choice.fixed === true))} data-testid={`choice-${index}`}
              onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } }}
            />
            <ActionIcon variant="subtle" color="neutral" disabled={index === 0} onClick={() => up(index)} aria-label={t("builder.up", { name: choice.label })}><IconArrowUp size={16} /></ActionIcon>
            <ActionIcon variant="subtle" color="danger" onClick={() => onChange(choices.filter((_, at) => at !== index))} aria-label={t("builder.remove", { name: choice.label })} data-testid={`choice-remove-${index}`}><IconTrash size={16} /></ActionIcon>
          </div>
        ))}
        <Button variant="light" size="xs" w="fit-content" leftSection={<IconPlus size={14} aria-hidden />} onClick={add} data-testid="choice-add">{t("builder.choice_add")}</Button>
      </Stack>
    </Input.Wrapper>
  );
}
