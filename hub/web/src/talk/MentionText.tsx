import { useRef, useState, type KeyboardEvent } from "react";
import { Paper, Textarea, UnstyledButton } from "@mantine/core";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { ranked, typedMention, withMention } from "./mention";
import { useUsers, type Person } from "./useUsers";
import "./talk.css";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onMention?: (person: Person) => void;
  testId: string;
}

/// A text in which "@" offers colleagues; arrows choose, Enter takes.
export function MentionText({ label, value, onChange, onMention, testId }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [left, setLeft] = useState<number>();
  const [at, setAt] = useState(0);
  const found = typedMention(value, caret);
  const typed = found && found.from !== left ? found : undefined;
  const people = useUsers(typed?.word);
  const shown = typed ? ranked(people, typed.word) : [];
  const take = (person: Person) => {
    const next = withMention(value, typed!.from, caret, person.name);
    // At once, so that what is typed next comes after the name.
    flushSync(() => {
      onChange(next.text);
      setCaret(next.caret);
    });
    onMention?.(person);
    input.current?.focus();
    input.current?.setSelectionRange(next.caret, next.caret);
  };
  const press = (event: KeyboardEvent) => {
    if (shown.length === 0) return;
    if (event.key === "ArrowDown") setAt((at + 1) % shown.length);
    else if (event.key === "ArrowUp") setAt((at - 1 + shown.length) % shown.length);
    else if (event.key === "Enter" || event.key === "Tab") take(shown[Math.min(at, shown.length - 1)]!);
    else if (event.key === "Escape") setLeft(typed?.from);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="mention" role="group" aria-label={label}>
      <Textarea
        ref={input} value={value} aria-label={label} placeholder={label} autosize minRows={2} maxRows={12} data-testid={testId} onKeyDown={press}
        aria-controls={shown.length > 0 ? `${testId}-people` : undefined} aria-activedescendant={shown.length > 0 ? `${testId}-${at}` : undefined} aria-autocomplete="list"
        onChange={(event) => { onChange(event.currentTarget.value); setCaret(event.currentTarget.selectionStart); setAt(0); }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
      />
      {shown.length > 0 && (
        <Paper withBorder shadow="md" className="mention-list" id={`${testId}-people`} role="listbox" aria-label={t("talk.people")}>
          {shown.map((person, index) => (
            <UnstyledButton key={person.id} id={`${testId}-${index}`} role="option" aria-selected={index === at} className="mention-person" tabIndex={-1} onMouseDown={(event) => event.preventDefault()} onClick={() => take(person)} data-testid={`mention-${person.id}`}>
              {person.name}
            </UnstyledButton>
          ))}
        </Paper>
      )}
    </div>
  );
}
