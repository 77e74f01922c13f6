import { useState } from "react";
import { Button, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { FieldInput } from "../fields/FieldInput";
import { columnLabel } from "../list/columns";
import { DayValue } from "./DayValue";
import { filterFields, operatorsFor, type Condition, type Operator } from "./filter";
import { fieldAt, fieldsBehind } from "./paths";
import { operatorKey } from "./sentence";

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
  const catalogue = useCatalogue().data!;
  const [path, setPath] = useState(begin?.field ?? "");
  const field = path ? fieldAt(type, path, catalogue, t) : undefined;
  const [comparison, setComparison] = useState<Comparison>(() => comparisonOf(begin));
  const [value, setValue] = useState<unknown>(() => (begin && begin.value !== "null" ? valueOf(field, begin.value) : null));
  const fields = filterFields(type);
  const own = path.split(".")[0] ?? "";
  const behind = fieldsBehind(fields.find((one) => one.name === own), catalogue);
  const choose = (name: string | null) => {
    const next = name ? fieldAt(type, name, catalogue, t) : undefined;
    setPath(name ?? "");
    setComparison(next ? operatorsFor(next)[0]! : "=");
    setValue(next?.kind === "boolean" ? true : null);
  };
  const asksNothing = comparison === "empty" || comparison === "filled";
  const ready = field && (asksNothing || (value !== null && value !== ""));
  const finish = () => {
    if (!field) return;
    onDone(asksNothing ? { field: path, operator: comparison === "empty" ? "=" : "!=", value: "null" } : { field: path, operator: comparison, value: String(value) });
  };
  const alone = field && { ...field, label: t("list.value"), list: false, required: false, help: "", readonly: false, widget: field.widget === "text_area" ? "default" : field.widget };
  const isDay = field?.kind === "instant" || field?.kind === "date";
  return (
    <Stack gap="sm" component="form" onSubmit={(event) => { event.preventDefault(); if (ready) finish(); }}>
      <Select
        label={t("list.field")} data={fields.map((one) => ({ value: one.name, label: columnLabel(one, t) }))} value={fields.some((one) => one.name === own) ? own : null}
        onChange={choose} searchable comboboxProps={{ withinPortal: false }} data-testid="filter-field"
      />
      {behind.length > 0 && (
        <Select
          label={t("list.of_it", { name: fields.find((one) => one.name === own)?.label })} value={path} allowDeselect={false} searchable comboboxProps={{ withinPortal: false }} onChange={choose} data-testid="filter-behind"
          data={[{ value: own, label: t("list.itself") }, ...behind.map((one) => ({ value: `${own}.${one.name}`, label: columnLabel(one, t) }))]}
        />
      )}
      {field && alone && (
        <>
          <Select
            label={t("list.comparison")} value={comparison} allowDeselect={false} comboboxProps={{ withinPortal: false }} data-testid="filter-comparison" data-autofocus={begin ? true : undefined}
            data={[
              ...operatorsFor(field).map((one) => ({ value: one as Comparison, label: t(`list.operator.${operatorKey(one, field)}`) })),
              ...(field.kind === "boolean" ? [] : [{ value: "empty" as const, label: t("list.operator.empty") }, { value: "filled" as const, label: t("list.operator.filled") }]),
            ]}
            onChange={(next) => next && setComparison(next as Comparison)}
          />
          {!asksNothing && (isDay
            ? <DayValue value={String(value ?? "")} onChange={setValue} field={alone} />
            : <FieldInput field={alone} key={path} path="filter" value={value} onChange={setValue} errors={[]} titles={titles} record={{}} />)}
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
