import { Alert, Checkbox, CloseButton, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";
import { columnsOf, setColumn, setField } from "./changes";
import { ChoicesEditor } from "./ChoicesEditor";
import type { DraftField } from "./draft";
import { FieldLimits } from "./FieldLimits";
import { FieldRights } from "./FieldRights";
import { kindNamed, kinds } from "./kinds";
import { worded } from "./preview";
import { useOtherProblems, useProblemText } from "./problemTexts";
import type { Builder } from "./useBuilder";

interface Props {
  builder: Builder;
  field: DraftField;
  taken: string[];
  onClose: () => void;
}

const shown = ["label", "key", "kind", "help", "choices", "refers", "default_value", "minimum", "maximum", "max_length", "unit", "unique", "grants"];

/// Everything that can be said of one field; a refusal stands at what it is about.
export function FieldPanel({ builder, field, taken, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const catalogue = useCatalogue().data!;
  const problemText = useProblemText();
  const error = (name: string) => problemText(builder.problems, field.client, name);
  const others = useOtherProblems()(builder.problems, field.client, shown);
  const set = (patch: Partial<DraftField>) => builder.change(setField(builder.draft, field.client, patch, taken));
  const saved = field.id !== undefined;
  const { may } = kindNamed(field.kind);
  const targets = catalogue.types.filter((type) => type.kind !== "stream" && type.kind !== "append_only").map((type) => ({ value: type.name, label: type.label }));
  return (
    <section className="field-panel" aria-label={t("builder.properties")} data-testid="field-panel">
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <Text fw={600} truncate>{worded(field.label, i18n.language) || t(`builder.kind.${field.kind}`)}</Text>
        <CloseButton aria-label={t("close")} onClick={onClose} />
      </Group>
      <Stack gap="sm">
        {others.map((text) => <Alert key={text} color="danger" role="alert">{text}</Alert>)}
        <TextInput label={t("builder.label_en")} value={field.label.en} error={error("label")} maxLength={80} autoFocus={!saved} onChange={(event) => set({ label: { ...field.label, en: event.currentTarget.value } })} data-testid="panel-label" />
        <TextInput label={t("builder.label_de")} value={field.label.de} maxLength={80} onChange={(event) => set({ label: { ...field.label, de: event.currentTarget.value } })} data-testid="panel-label-de" />
        <TextInput label={t("builder.key")} description={t(saved ? "builder.key_renamed" : "builder.key_help")} value={field.key} error={error("key")} maxLength={60} onChange={(event) => set({ key: event.currentTarget.value, keyTyped: true })} data-testid="panel-key" />
        <Select
          label={t("builder.kind_label")} description={saved ? t("builder.kind_fixed") : undefined} data={kinds.map((one) => ({ value: one.name, label: t(`builder.kind.${one.name}`) }))} value={field.kind}
          error={error("kind")} disabled={saved} allowDeselect={false} onChange={(kind) => kind && set({ kind, begins: "" })} data-testid="panel-kind"
        />
        {may.choices && <ChoicesEditor field={field} error={error("choices")} onChange={(choices) => set({ choices })} />}
        {may.refers && (
          <Select label={t("builder.refers")} data={targets} value={field.refers || null} error={error("refers")} disabled={saved} searchable limit={100} allowDeselect={false} onChange={(refers) => set({ refers: refers ?? "" })} data-testid="panel-refers" />
        )}
        <FieldLimits field={field} error={error} onChange={set} />
        <Textarea label={t("builder.help")} description={t("builder.help_help")} value={field.help} error={error("help")} maxLength={300} autosize minRows={2} onChange={(event) => set({ help: event.currentTarget.value })} data-testid="panel-help" />
        <Checkbox label={t("builder.required")} checked={field.required} onChange={(event) => set({ required: event.currentTarget.checked })} data-testid="panel-required" />
        {may.unique && <Checkbox label={t("builder.unique")} description={saved ? t("builder.unique_fixed") : t("builder.unique_help")} error={error("unique")} checked={field.unique} disabled={saved} onChange={(event) => set({ unique: event.currentTarget.checked })} data-testid="panel-unique" />}
        <Checkbox label={t("builder.searchable")} description={t("builder.searchable_help")} checked={field.searchable} onChange={(event) => set({ searchable: event.currentTarget.checked })} data-testid="panel-searchable" />
        <Checkbox label={t("builder.personal")} description={t("builder.personal_help")} checked={field.personal} onChange={(event) => set({ personal: event.currentTarget.checked })} data-testid="panel-personal" />
        <Checkbox label={t("builder.indexed")} description={t(field.kind === "long_text" ? "builder.indexed_not" : "builder.indexed_help")} checked={field.kind !== "long_text"} disabled onChange={() => {}} data-testid="panel-indexed" />
        {builder.draft.type && <Checkbox label={t("builder.column")} checked={columnsOf(builder.draft).includes(field.key)} disabled={!field.key} onChange={(event) => builder.change(setColumn(builder.draft, field.key, event.currentTarget.checked))} data-testid="panel-column" />}
        <FieldRights field={field} error={error("grants")} onChange={(grants) => set({ grants })} />
        <Text size="xs" c="dimmed">{t(builder.draft.type && !builder.draft.type.inVans ? "builder.vans_not" : "builder.vans_with")}</Text>
      </Stack>
    </section>
  );
}
