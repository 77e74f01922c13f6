import { lazy, Suspense, useEffect, useState, type ReactNode, type RefObject } from "react";
import { ActionIcon, Alert, Button, Group, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconCode, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { inSentence } from "../data/meta";
import type { ListState } from "../list/useListState";
import { AddCondition } from "./AddCondition";
import { ConditionChip } from "./ConditionChip";
import "./filter.css";

const TypedFilter = lazy(() => import("./TypedFilter").then((module) => ({ default: module.TypedFilter })));

interface Props {
  type: TypeMeta;
  state: ListState;
  titles: Record<string, string>;
  error: unknown;
  searchRef: RefObject<HTMLInputElement | null>;
  /// What stands at the right end.
  children?: ReactNode;
}

/// Search and conditions as chips that read like a sentence; for the rest a filter can be typed.
export function FilterBar({ type, state, titles, error, searchRef, children }: Props) {
  const { t, i18n } = useTranslation();
  const { search, setSearch, conditions, setConditions } = state;
  const [text, setText] = useState(search);
  const [typing, setTyping] = useState(state.typed !== "");
  const settle = useDebouncedCallback(setSearch, 250);
  useEffect(() => setText(search), [search]);
  useEffect(() => setTyping((before) => before || state.typed !== ""), [state.typed]);
  const before = (index: number) => conditions.slice(0, index).some((one) => one.field === conditions[index]!.field && one.operator === "=");
  return (
    <>
      <Group gap="xs" mb="sm" role="search">
        <TextInput
          ref={searchRef} value={text} placeholder={t("list.search", { types: inSentence(type.plural, i18n.language) })} aria-label={t("list.search", { types: type.plural })}
          leftSection={<IconSearch size={16} aria-hidden />} w={{ base: "100%", xs: 260 }} data-testid="list-search"
          onChange={(event) => {
            setText(event.currentTarget.value);
            settle(event.currentTarget.value);
          }}
        />
        {conditions.map((condition, index) => (
          <ConditionChip
            key={`${index}${condition.field}`} type={type} condition={condition} titles={titles} alternative={condition.operator === "=" && before(index)}
            onChange={(next) => setConditions(conditions.map((one, at) => (at === index ? next : one)))}
            onRemove={() => setConditions(conditions.filter((_, at) => at !== index))}
          />
        ))}
        <AddCondition type={type} titles={titles} onAdd={(condition) => setConditions([...conditions, condition])} />
        <ActionIcon variant="subtle" color="neutral" size="lg" aria-expanded={typing} aria-label={t("list.typed")} title={t("list.typed")} onClick={() => setTyping(!typing)} data-testid="type-filter">
          <IconCode size={18} />
        </ActionIcon>
        {children && <Group gap="xs" ml="auto">{children}</Group>}
      </Group>
      {state.unread.length > 0 && (
        <Alert color="attention" mb="sm" role="alert" data-testid="unread-conditions">
          {t("list.unread", { count: state.unread.length, conditions: state.unread.join(", ") })}
          <Button size="compact-sm" variant="subtle" ml="xs" onClick={() => setConditions(conditions)}>{t("list.unread_remove")}</Button>
        </Alert>
      )}
      {typing && (
        <Suspense>
          <TypedFilter value={state.typed} asked={state.filter} error={error} onChange={state.setTyped} onClose={() => setTyping(false)} />
        </Suspense>
      )}
    </>
  );
}
