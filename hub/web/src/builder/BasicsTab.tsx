import { Alert, Checkbox, Fieldset, Paper, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";
import { typeIcons } from "../shell/typeIcons";
import { setType } from "./changes";
import { ownName, type DraftType } from "./draft";
import { RetireType } from "./RetireType";
import { useOtherProblems, useProblemText } from "./problemTexts";
import type { Builder } from "./useBuilder";

const shown = ["label", "plural", "key", "help", "title"];

/// What the type is called, in both languages, and where it appears.
export function BasicsTab({ builder, type }: { builder: Builder; type: DraftType }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const problemText = useProblemText();
  const others = useOtherProblems()(builder.problems, "type", [...shown, "states", "moves", "grants"]);
  const taken = catalogue.types.filter((one) => one.area === "own" && one.name !== ownName(type.key)).map((one) => one.name.slice(4));
  const set = (patch: Partial<DraftType>) => builder.change(setType(builder.draft, patch, taken));
  const error = (field: string) => problemText(builder.problems, "type", field);
  const fixed = type.id !== undefined;
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      <Stack gap="lg">
        {others.map((text) => <Alert key={text} color="danger" role="alert">{text}</Alert>)}
        <div className="grid-form">
          <TextInput label={t("builder.one_en")} description={t("builder.one_help")} value={type.label.en} error={error("label")} maxLength={80} onChange={(event) => set({ label: { ...type.label, en: event.currentTarget.value } })} data-testid="type-label" />
          <TextInput label={t("builder.many_en")} description={t("builder.many_help")} value={type.plural.en} error={error("plural")} maxLength={80} onChange={(event) => set({ plural: { ...type.plural, en: event.currentTarget.value } })} data-testid="type-plural" />
          <TextInput label={t("builder.one_de")} value={type.label.de} maxLength={80} onChange={(event) => set({ label: { ...type.label, de: event.currentTarget.value } })} data-testid="type-label-de" />
          <TextInput label={t("builder.many_de")} value={type.plural.de} maxLength={80} onChange={(event) => set({ plural: { ...type.plural, de: event.currentTarget.value } })} data-testid="type-plural-de" />
          <TextInput
            label={t("builder.key")} description={fixed ? t("builder.key_fixed") : t("builder.type_key_help")} value={type.key} error={error("key")} readOnly={fixed} maxLength={40}
            onChange={(event) => set({ key: event.currentTarget.value, keyTyped: true })} data-testid="type-key"
          />
          <TextInput label={t("builder.sentence")} description={t("builder.sentence_help")} value={type.help} error={error("help")} maxLength={300} onChange={(event) => set({ help: event.currentTarget.value })} data-testid="type-help" />
          <TextInput label={t("builder.record_title")} description={t("builder.record_title_help")} value={type.title} error={error("title")} maxLength={200} onChange={(event) => set({ title: event.currentTarget.value })} data-testid="type-title" />
        </div>
        <IconPicker value={type.icon} onChange={(icon) => set({ icon })} />
        <Checkbox label={t("builder.in_vans")} description={t("builder.in_vans_help")} checked={type.inVans} onChange={(event) => set({ inVans: event.currentTarget.checked })} data-testid="type-in-vans" />
        {type.state === "active" && <RetireType type={type} />}
      </Stack>
    </Paper>
  );
}

function IconPicker({ value, onChange }: { value: string; onChange: (icon: string) => void }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t("builder.icon")} p="xs">
      <div className="icon-choices">
        {Object.entries(typeIcons).map(([name, Icon]) => (
          <UnstyledButton key={name} className="icon-choice" aria-pressed={name === value} aria-label={name.replaceAll("-", " ")} title={name.replaceAll("-", " ")} onClick={() => onChange(name)} data-testid={`icon-${name}`}>
            <Icon size={22} stroke={1.7} aria-hidden />
          </UnstyledButton>
        ))}
      </div>
    </Fieldset>
  );
}
