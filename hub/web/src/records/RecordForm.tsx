import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Alert, Button, Group, Paper } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { nextStep, problemAdvice } from "@common/problem";
import type { FieldMeta } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { errorOf, errorsElsewhere } from "../fields/input";
import { isWide } from "../fields/visible";

interface Props {
  fields: FieldMeta[];
  values: Record<string, unknown>;
  titles: Record<string, string>;
  error: unknown;
  busy: boolean;
  saveText: string;
  onChange: (name: string, value: unknown) => void;
  onSubmit: () => void;
  onCancel: () => void;
  notice?: ReactNode;
  /// Typing begins in the first field; one that opens a list by itself is left alone.
  begin?: boolean;
  /// Fields that wait behind "More fields".
  rare?: ReadonlySet<string>;
}

/// The fields of a type to fill in. Refusals stand at their fields; what belongs to none stands on top.
export function RecordForm({ fields, values, titles, error, busy, saveText, onChange, onSubmit, onCancel, notice, begin, rare }: Props) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const refused = error instanceof ProblemError ? error.errors : [];
  const elsewhere = errorsElsewhere(refused, fields.map((field) => field.name));
  const [opened, setOpened] = useState(false);
  const waiting = fields.filter((field) => rare?.has(field.name));
  // What was refused is never out of sight.
  const all = opened || waiting.some((field) => errorOf(refused, field.name));
  useEffect(() => {
    if (error === undefined) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true],[role=alert]")?.focus();
  }, [error]);
  const beginsWithText = begin && fields[0]?.kind === "text" && !fields[0].widget?.startsWith("time");
  useEffect(() => {
    if (beginsWithText) form.current?.querySelector<HTMLElement>("input,textarea")?.focus();
  }, [beginsWithText]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const input = (field: FieldMeta) => (
    <div key={field.name} className={isWide(field) ? "wide" : undefined}>
      <FieldInput
        field={field} path={field.name} value={values[field.name]} errors={refused} titles={titles} record={values}
        onChange={(value) => onChange(field.name, value)}
      />
    </div>
  );
  return (
    <form ref={form} onSubmit={submit} noValidate data-testid="record-form">
      {notice}
      {error !== undefined && (refused.length === 0 || elsewhere.length > 0) && (
        <Alert color="danger" icon={<IconAlertTriangle />} mb="md" role="alert" tabIndex={-1} data-testid="form-error">
          {elsewhere.length > 0 ? [...elsewhere.map((one) => one.text), t(`problem.next.${nextStep(error)}`)].join(" ") : problemAdvice(error, t)}
        </Alert>
      )}
      <Paper withBorder p="md" bg="var(--surface)">
        <div className="grid-form">{fields.filter((field) => !rare?.has(field.name)).map(input)}</div>
        {waiting.length > 0 && (
          <Button
            variant="subtle" size="sm" mt="md" px={4} aria-expanded={all} aria-controls="more-fields" onClick={() => setOpened(!all)} data-testid="more-fields"
            rightSection={all ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
          >
            {t("field.more")}
          </Button>
        )}
        {waiting.length > 0 && <div id="more-fields" className="grid-form" style={{ marginTop: 12 }} hidden={!all}>{waiting.map(input)}</div>}
      </Paper>
      <Group justify="flex-end" mt="md" pos="sticky" bottom={0} py="sm" bg="var(--ground)" style={{ zIndex: 3 }}>
        <Button variant="default" onClick={onCancel} data-testid="form-cancel">{t("cancel")}</Button>
        <Button type="submit" loading={busy} data-testid="form-save">{saveText}</Button>
      </Group>
    </form>
  );
}
