import { useEffect, useState, type RefObject } from "react";
import { Badge, CloseButton, Group, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { inSentence } from "../data/meta";
import { plainValue } from "../fields/plain";
import { AddCondition } from "./AddCondition";
import { columnLabel } from "../list/columns";
import { conditionField, type Condition } from "./filter";

interface Props {
  type: TypeMeta;
  search: string;
  onSearch: (text: string) => void;
  conditions: Condition[];
  onConditions: (all: Condition[]) => void;
  titles: Record<string, string>;
  searchRef: RefObject<HTMLInputElement | null>;
}

/// Search and conditions as chips that read like a sentence.
export function FilterBar({ type, search, onSearch, conditions, onConditions, titles, searchRef }: Props) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState(search);
  const settle = useDebouncedCallback(onSearch, 250);
  useEffect(() => setTyped(search), [search]);
  return (
    <Group gap="xs" mb="sm" role="search">
      <TextInput
        ref={searchRef} value={typed} placeholder={t("list.search", { types: inSentence(type.plural, i18n.language) })} aria-label={t("list.search", { types: type.plural })}
        leftSection={<IconSearch size={16} aria-hidden />} w={{ base: "100%", xs: 260 }} data-testid="list-search"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          settle(event.currentTarget.value);
        }}
      />
      {conditions.map((condition, index) => (
        <Badge
          key={index} size="lg" tt="none" fw={500} color="primary" data-testid={`condition-${condition.field}`}
          rightSection={
            <CloseButton
              size="xs" c="inherit" aria-label={t("list.remove_filter", { text: sentence(type, condition, titles, t) })}
              onClick={() => onConditions(conditions.filter((_, at) => at !== index))}
            />
          }
        >
          {sentence(type, condition, titles, t)}
        </Badge>
      ))}
      <AddCondition type={type} onAdd={(condition) => onConditions([...conditions, condition])} />
    </Group>
  );
}

function sentence(type: TypeMeta, { field: name, operator, value }: Condition, titles: Record<string, string>, t: (key: string) => string): string {
  const field = conditionField(type, name);
  const words = field && !/[()]/.test(value) ? plainValue({ ...field, list: false }, field.kind === "boolean" ? value === "true" : value, titles) : value;
  return `${field ? columnLabel(field, t) : name} ${t(`list.operator.${operator}`)} ${words}`;
}
