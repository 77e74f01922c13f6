import { useState } from "react";
import { Button, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { columnLabel } from "../list/columns";
import { DayValue } from "./DayValue";
import { conditionField, filterFields, operatorsFor, type Condition, type Operator } from "./filter";

/// "is empty" and "is not empty" are comparisons to the reader, not values.
type Comparison = Operator | "empty" | "filled";

interface Props {
  type: TypeMeta;
  titles: Record<string, string>;
  /// The chip that is changed; without one a new one is made.
  begin?: Condition;
  onDone: (condition: Condition) => void;
}

/// Field, comparison, value: one chip.
export function ConditionForm({ type, titles, begin, onDone }: Props) {
  const { t } = useTranslation();
  const [field, setField] = useState<FieldMeta | undefined>(() => begin && conditionField(type, begin.field));
  const [comparison, setComparison] = useState<Comparison>(() => comparisonOf(begin));
  const [value, setValue] = useState<unknown>(() => (begin && begin.value !== "null" ? valueOf(field, begin.value) : null));
  const fields = filterFields(type);
  const choose = (name: string | null) => {
    const next = fields.find((one) => one.name === name);
    setField(next);
    setComparison(next ? operatorsFor(next)[0]! : "=");
    setValue(next?.kind === "boolean" ? true : null);
  };
  const asksNothing = comparison === "empty" || comparison === "filled";
  const ready = field && (asksNothing || (value !== null && value !== ""));
  const finish = () => {
    if (!field) return;
    const name = begin && field.name === conditionField(type, begin.field)?.name ? begin.field : field.name;
    onDone(asksNothing ? { field: name, operator: comparison === "empty" ? "=" : "!=", value: "null" } : { field: name, operator: comparison, value: String(value) });
  };
  const alone = field && { ...field, label: t("list.value"), list: false, required: false, help: "", readonly: false, widget: field.widget === "text_area" ? "default" : field.widget };
  const isDay = field?.kind === "instant" || field?.kind === "date";
  const words = (operator: Operator) => t(`list.operator.${["<", ">", "<=", ">="].includes(operator) && !isDay ? `number${operator}` : operator}`);
  return (
    <Stack gap="sm" component="form" onSubmit={(event) => { event.preventDefault(); if (ready) finish(); }}>
      <Select
        label={t("list.field")} data={fields.map((one) => ({ value: one.name, label: columnLabel(one, t) }))} value={field?.name ?? null}
        onChange={choose} searchable comboboxProps={{ withinPortal: false }} data-testid="filter-field" disabled={begin?.field.includes(".")}
      />
      {field && alone && (
        <>
          <Select
            label={t("list.comparison")} value={comparison} allowDeselect={false} comboboxProps={{ withinPortal: false }} data-testid="filter-comparison" data-autofocus={begin ? true : undefined}
            data={[
              ...operatorsFor(field).map((one) => ({ value: one as Comparison, label: words(one) })),
              ...(field.kind === "boolean" ? [] : [{ value: "empty" as const, label: t("list.operator.empty") }, { value: "filled" as const, label: t("list.operator.filled") }]),
            ]}
            onChange={(next) => next && setComparison(next as Comparison)}
          />
          {!asksNothing && (isDay
            ? <DayValue value={String(value ?? "")} onChange={setValue} field={alone} />
            : <FieldInput field={alone} path="filter" value={value} onChange={setValue} errors={[]} titles={titles} record={{}} />)}
        </>
      )}
      <Button type="submit" disabled={!ready} data-testid="filter-apply">{t("list.apply")}</Button>
    </Stack>
  );
}

function comparisonOf(begin: Condition | undefined): Comparison {
  if (begin?.value === "null") return begin.operator === "=" ? "empty" : "filled";
  return begin?.operator ?? "=";
}

const valueOf = (field: FieldMeta | undefined, text: string): unknown => (field?.kind === "boolean" ? text === "true" : text);
