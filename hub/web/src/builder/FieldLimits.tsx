import { NumberInput, Select, TextInput } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useTranslation } from "react-i18next";
import type { DraftField } from "./draft";
import { kindNamed } from "./kinds";

interface Props {
  field: DraftField;
  error: (name: string) => string | undefined;
  onChange: (patch: Partial<DraftField>) => void;
}

/// What a value may be, and what it is at first.
export function FieldLimits({ field, error, onChange }: Props) {
  const { t } = useTranslation();
  const { may } = kindNamed(field.kind);
  const number = (name: "minimum" | "maximum" | "length", label: string, at: string) => (
    <NumberInput label={label} value={field[name]} error={error(at)} hideControls allowDecimal={name !== "length" && field.kind !== "integer"} min={name === "length" ? 1 : undefined} onChange={(value) => onChange({ [name]: String(value) })} data-testid={`panel-${name}`} />
  );
  return (
    <>
      {may.range && <div className="grid-form" style={{ gridTemplateColumns: "1fr 1fr" }}>{number("minimum", t("builder.minimum"), "minimum")}{number("maximum", t("builder.maximum"), "maximum")}</div>}
      {may.length && number("length", t("builder.length"), "max_length")}
      {may.unit && <TextInput label={t("builder.unit")} value={field.unit} error={error("unit")} maxLength={20} onChange={(event) => onChange({ unit: event.currentTarget.value })} data-testid="panel-unit" />}
      {may.begins && <Begins field={field} error={error("default_value")} onChange={(begins) => onChange({ begins })} />}
    </>
  );
}

/// The value that a new record starts with.
function Begins({ field, error, onChange }: { field: DraftField; error: string | undefined; onChange: (begins: string) => void }) {
  const { t } = useTranslation();
  const shared = { label: t("builder.begins"), error, "data-testid": "panel-default" };
  if (field.kind === "boolean") return <Select {...shared} clearable data={[{ value: "true", label: t("yes") }, { value: "false", label: t("no") }]} value={field.begins || null} onChange={(value) => onChange(value ?? "")} />;
  if (field.kind === "choice") return <Select {...shared} clearable data={field.choices.filter((one) => one.key).map((one) => ({ value: one.key, label: one.label }))} value={field.begins || null} onChange={(value) => onChange(value ?? "")} />;
  return <TextInput {...shared} value={field.begins} maxLength={200} onChange={(event) => onChange(event.currentTarget.value)} />;
}
