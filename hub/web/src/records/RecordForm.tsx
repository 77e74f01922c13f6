import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Alert, Button, Group, Paper, Title } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { nextStep, problemAdvice } from "@common/problem";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { errorOf, errorsElsewhere, rootOf } from "../fields/input";
import { isEmpty } from "../fields/visible";
import { LooksLike } from "../quality/LooksLike";
import { useDraftCheck } from "../quality/useDraftCheck";
import { CompletenessBar } from "./CompletenessBar";
import { FormField } from "./FormField";
import { sectionsOf } from "./sections";
import { useChecks } from "./useChecks";

interface Props {
  type: TypeMeta;
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

/// The fields of a type to fill in. What is wrong stands at its field, by the app's own checks while one types and by the hub's
/// refusals; what belongs to none stands on top.
export function RecordForm({ type, fields, values, titles, error, busy, saveText, onChange, onSubmit, onCancel, notice, begin, rare }: Props) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  // What the hub refused is about what it was sent: a field that was changed since stands unjudged.
  const [sent, setSent] = useState({ error, values });
  if (sent.error !== error) setSent({ error, values });
  const refused = (error instanceof ProblemError ? error.errors : []).filter(({ field }) => Object.is(values[rootOf(field)], sent.values[rootOf(field)]));
  const { problems, leave, passes } = useChecks(fields, values);
  const checked = useDraftCheck(type, values);
  // The company's own checks, of fields that somebody has filled: an empty form is not told what it lacks.
  const begun = new Set(fields.filter((field) => !isEmpty(values[field.name])).map(({ name }) => name));
  const broken = (checked?.broken ?? []).filter(({ field }) => begun.size > 2 || begun.has(field));
  // What the hub said of a field stands until the field's own check says more.
  const told = [...refused.filter((one) => !problems.some((other) => other.field === one.field)), ...problems];
  told.push(...broken.filter((one) => one.severity === "refuse" && one.field && !told.some((other) => other.field === one.field)));
  const elsewhere = errorsElsewhere(refused, fields.map((field) => field.name));
  const [opened, setOpened] = useState(false);
  const [tries, setTries] = useState(0);
  const waiting = fields.filter((field) => rare?.has(field.name));
  // What was refused is never out of sight.
  const all = opened || waiting.some((field) => errorOf(told, field.name));
  useEffect(() => {
    if (error === undefined && tries === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true],[role=alert]")?.focus();
  }, [error, tries]);
  const beginsWithText = begin && fields[0]?.kind === "text" && !fields[0].widget?.startsWith("time");
  useEffect(() => {
    if (beginsWithText) form.current?.querySelector<HTMLElement>("input,textarea")?.focus();
  }, [beginsWithText]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passes()) onSubmit();
    else setTries(tries + 1);
  };
  const input = (field: FieldMeta) => (
    <FormField key={field.name} field={field} value={values[field.name]} values={values} errors={told} titles={titles} onChange={(value) => onChange(field.name, value)} onLeave={() => leave(field.name)} />
  );
  const sections = sectionsOf(type, fields.filter((field) => !rare?.has(field.name)), 14);
  return (
    <form ref={form} onSubmit={submit} noValidate data-testid="record-form">
      {notice}
      <CompletenessBar type={type} fields={fields} values={values} score={checked?.completeness} />
      <LooksLike type={type} found={checked?.looks_like ?? []} />
      {broken.filter(({ field, severity }) => !field || severity !== "refuse").map(({ field, text }) => (
        <Alert key={field + text} color="attention" icon={<IconAlertTriangle />} mb="md" role="status" data-testid="broken-rule">{text}</Alert>
      ))}
      {error !== undefined && (!(error instanceof ProblemError) || error.errors.length === 0 || elsewhere.length > 0) && (
        <Alert color="danger" icon={<IconAlertTriangle />} mb="md" role="alert" tabIndex={-1} data-testid="form-error">
          {elsewhere.length > 0 ? [...elsewhere.map((one) => one.text), t(`problem.next.${nextStep(error)}`)].join(" ") : problemAdvice(error, t)}
        </Alert>
      )}
      <Paper withBorder p="md" bg="var(--surface)">
        {sections.map(({ name, fields: members }, index) => (
          <section key={name} className="fact-section" aria-label={t(`record.section.${name}`)}>
            {index > 0 && <Title order={2} size="h4" mb="sm">{t(`record.section.${name}`)}</Title>}
            <div className="grid-form">{members.map(input)}</div>
          </section>
        ))}
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
      <Group className="form-buttons" justify="flex-end" wrap="nowrap" mt="md" pos="sticky" bottom="var(--phone-bar, 0px)" py="sm" bg="var(--ground)" style={{ zIndex: 3 }}>
        <Button variant="default" onClick={onCancel} flex="none" data-testid="form-cancel">{t("cancel")}</Button>
        <Button type="submit" loading={busy} data-testid="form-save">{saveText}</Button>
      </Group>
    </form>
  );
}
