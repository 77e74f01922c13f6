import { useEffect, useRef, useState } from "react";
import { Button, Group, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { faultOf } from "./fault";

interface Props {
  value: string;
  /// The filter as it was asked, chips included: what the hub's "at character" counts in.
  asked: string;
  error: unknown;
  onChange: (text: string) => void;
  onClose: () => void;
}

/// The filter as text, for what chips cannot say. A fault is shown with its place marked.
export function TypedFilter({ value, asked, error, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setText(value), [value]);
  const refused = error instanceof ProblemError ? error.errors.find((one) => one.field === "filter") : undefined;
  const fault = refused && text === value ? faultOf(refused.text, asked, value) : undefined;
  useEffect(() => {
    if (fault?.at === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(fault.at, Math.max(fault.at + 1, fault.end));
    // Once per answer: whoever types on is left alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [error]);
  const message = fault?.text ?? (error !== undefined && error !== null && !refused && value ? problemAdvice(error, t) : undefined);
  return (
    <form className="typed-filter" onSubmit={(event) => { event.preventDefault(); onChange(text); }} data-testid="typed-filter">
      <Textarea
        ref={input} value={text} label={t("list.typed")} description={t("list.typed_hint")} autosize minRows={1} maxRows={6} styles={{ input: { fontFamily: "monospace" } }} spellCheck={false}
        error={message && <span role="alert">{message}</span>} data-testid="typed-filter-text" autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          onChange(text);
        }}
      />
      {fault?.at !== undefined && (
        <Text component="pre" size="sm" m={0} mt={4} data-testid="typed-filter-place" style={{ whiteSpace: "pre-wrap" }}>
          {value.slice(0, fault.at)}<mark className="fault">{value.slice(fault.at, fault.end) || "␣"}</mark>{value.slice(fault.end)}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs" data-testid="typed-filter-apply">{t("list.apply")}</Button>
        <Button size="xs" variant="subtle" color="neutral" onClick={() => { onChange(""); onClose(); }}>{t("list.typed_remove")}</Button>
      </Group>
    </form>
  );
}
