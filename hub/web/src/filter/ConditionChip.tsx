import { useState } from "react";
import { CloseButton, Group, Popover, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { ConditionForm } from "./ConditionForm";
import type { Condition } from "./filter";
import { sentenceOf } from "./sentence";

interface Props {
  type: TypeMeta;
  condition: Condition;
  titles: Record<string, string>;
  /// Another one on the same field stands before it, and one of them is enough.
  alternative: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

/// One condition as words; a press changes it.
export function ConditionChip({ type, condition, titles, alternative, onChange, onRemove }: Props) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState(false);
  const text = sentenceOf(type, condition, titles, useCatalogue().data!, t, i18n.language);
  return (
    <Group gap={4} wrap="nowrap">
      {alternative && <span className="chip-or">{t("list.or")}</span>}
      <Group gap={0} wrap="nowrap" className="chip" data-testid={`condition-${condition.field}`}>
        <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} withinPortal trapFocus shadow="md" closeOnClickOutside>
          <Popover.Target>
            <UnstyledButton className="chip-text" onClick={() => setOpened(!opened)} aria-haspopup="dialog" aria-expanded={opened} title={t("list.change_filter")}>{text}</UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown>
            <ConditionForm type={type} titles={titles} begin={condition} onDone={(next) => { setOpened(false); onChange(next); }} />
          </Popover.Dropdown>
        </Popover>
        <CloseButton size={24} c="inherit" aria-label={t("list.remove_filter", { text })} onClick={onRemove} />
      </Group>
    </Group>
  );
}
