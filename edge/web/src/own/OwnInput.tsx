import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useOwnChoices } from "../agent/queries";
import type { OwnField, OwnType, OwnValue } from "../agent/types";
import { readDecimal, unitText } from "../format";
import { Press } from "../parts/Press";
import { Sheet } from "../parts/Sheet";
import { useText } from "../text";
import { isEmpty, labelOf } from "./words";

interface Props {
  type: OwnType;
  field: OwnField;
  value: OwnValue;
  title?: string;
  set: (value: OwnValue) => void;
}

const typesOfInput: Record<string, string> = { date: "date", instant: "datetime-local" };

/// One field of an own record, by its kind.
export function OwnInput(props: Props) {
  const { field } = props;
  if (field.refers) return <Reference {...props} />;
  if (field.kind === "boolean" || field.kind === "choice") return <Choice {...props} />;
  return <Typed {...props} />;
}

function useLabel(field: OwnField): { label: string; description?: string; required: boolean } {
  const { language } = useText();
  return { label: labelOf(field, language), description: field.help || undefined, required: field.required };
}

function Typed({ field, value, set }: Props) {
  const label = useLabel(field);
  const shared = { ...label, withAsterisk: label.required, required: false, maxLength: field.max_length, "data-testid": `own-input-${field.name}` };
  if (field.widget === "text_area")
    return <Textarea {...shared} rows={3} value={String(value ?? "")} onChange={(event) => set(event.currentTarget.value)} />;
  const numeric = ["integer", "decimal", "money", "quantity"].includes(field.kind);
  return (
    <TextInput
      {...shared}
      type={typesOfInput[field.kind] ?? "text"}
      value={typedText(field, value)}
      onChange={(event) => set(typedValue(field, value, event.currentTarget.value))}
      inputMode={numeric ? "decimal" : undefined}
      data-keys={numeric ? "number" : undefined}
      rightSection={numeric ? suffixOf(field, value) : undefined}
      rightSectionWidth={64}
    />
  );
}

const partOf: Record<string, string> = { money: "amount", quantity: "value" };

function suffixOf(field: OwnField, value: OwnValue): string {
  if (field.kind === "money") return String(currencyOf(field, value));
  return field.widget === "percent" ? "%" : unitText(field.unit) || field.unit;
}

function typedText(field: OwnField, value: OwnValue): string {
  if (isEmpty(value)) return "";
  if (typeof value === "object" && value) return String(value[partOf[field.kind] ?? ""] ?? "");
  if (field.kind === "instant") {
    const at = new Date(String(value));
    if (Number.isNaN(at.getTime())) return String(value);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  return String(value);
}

const currencyOf = (field: OwnField, before: OwnValue): string | number =>
  (typeof before === "object" && before?.currency) || field.unit;

/// What is typed stays as typed where it is no number: the agent says what is wrong with it.
function typedValue(field: OwnField, before: OwnValue, text: string): OwnValue {
  if (text === "") return null;
  const number = () => readDecimal(text) ?? text;
  if (field.kind === "instant") return new Date(text).toISOString();
  if (field.kind === "integer") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (field.kind === "decimal") return text.endsWith(".") || text.endsWith(",") ? text : number();
  if (field.kind === "money") return { amount: number(), currency: currencyOf(field, before) };
  if (field.kind === "quantity") return { value: number(), unit: field.unit || "H87" };
  return text;
}

function Choice({ field, value, set }: Props) {
  const { t } = useText();
  const { label, description } = useLabel(field);
  const choices: { key: string | boolean; label: string }[] =
    field.kind === "boolean" ? [{ key: true, label: t("own.yes") }, { key: false, label: t("own.no") }] : field.choices;
  return (
    <fieldset className="asked stack">
      <legend>{label}{field.required && " *"}{description && <span className="muted small block">{description}</span>}</legend>
      <div className="choices">
        {choices.map((choice) => (
          <Press
            key={String(choice.key)} aria-pressed={value === choice.key} look={value === choice.key ? "main" : "plain"}
            onClick={() => set(value === choice.key && !field.required ? null : choice.key)}
            data-testid={`own-input-${field.name}-${choice.key}`}
          >
            {choice.label}
          </Press>
        ))}
      </div>
    </fieldset>
  );
}

function Reference({ type, field, value, title, set }: Props) {
  const { t } = useText();
  const { label } = useLabel(field);
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string>();
  // The list also says what a reference that came with the form is called.
  const query = useOwnChoices(type.key, field.name, search, open || (!isEmpty(value) && !title && !chosen));
  const name = chosen ?? title ?? query.data?.choices.find((choice) => choice.id === value)?.title;
  return (
    <fieldset className="asked stack">
      <legend>{label}{field.required && " *"}</legend>
      <div className="pair">
        <Press onClick={() => setOpen(true)} data-testid={`own-input-${field.name}`}>
          {isEmpty(value) ? t("own.choose") : (name ?? String(value))}
        </Press>
        {!isEmpty(value) && !field.required && <Press look="quiet" onClick={() => { setChosen(undefined); set(null); }}>{t("own.clear")}</Press>}
      </div>
      {open && (
        <Sheet title={label} close={() => setOpen(false)} testid={`own-choices-${field.name}`}>
          <TextInput label={t("own.search")} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="own-choice-search" />
          {query.data?.choices.length === 0 && <p className="empty">{t("own.no_choice")}</p>}
          <div className="rows">
            {query.data?.choices.map((choice) => (
              <Press key={choice.id} onClick={() => { setChosen(choice.title); set(choice.id); setOpen(false); }} data-testid={`own-choice-${choice.id}`}>
                {choice.title}
              </Press>
            ))}
          </div>
        </Sheet>
      )}
    </fieldset>
  );
}
