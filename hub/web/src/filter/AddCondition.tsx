import { useState } from "react";
import { Button, Popover, Select, Stack } from "@mantine/core";
import { IconFilterPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { columnLabel } from "../list/columns";
import { filterFields, operatorsFor, type Condition, type Operator } from "./filter";

/// Field, comparison, value: one more chip.
export function AddCondition({ type, onAdd }: { type: TypeMeta; onAdd: (condition: Condition) => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [field, setField] = useState<FieldMeta>();
  const [operator, setOperator] = useState<Operator>("=");
  const [value, setValue] = useState<unknown>(null);
  const fields = filterFields(type);
  const choose = (name: string | null) => {
    const next = fields.find((one) => one.name === name);
    setField(next);
    setOperator(next ? operatorsFor(next)[0]! : "=");
    setValue(next?.kind === "boolean" ? true : null);
  };
  const add = () => {
    onAdd({ field: field!.name, operator, value: String(value) });
    setOpened(false);
    choose(null);
  };
  const alone = field && { ...field, label: columnLabel(field, t), list: false, required: false, help: "", readonly: false, widget: field.widget === "text_area" ? "default" : field.widget };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} withinPortal trapFocus closeOnClickOutside={false} shadow="md">
      <Popover.Target>
        <Button variant="subtle" leftSection={<IconFilterPlus size={16} aria-hidden />} onClick={() => setOpened(!opened)} data-testid="add-filter">
          {t("list.add_filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" component="form" onSubmit={(event) => { event.preventDefault(); if (field && value !== null) add(); }}>
          <Select
            label={t("list.field")} data={fields.map((one) => ({ value: one.name, label: columnLabel(one, t) }))} value={field?.name ?? null}
            onChange={choose} searchable comboboxProps={{ withinPortal: false }} data-testid="filter-field"
          />
          {alone && (
            <>
              <Select
                label={t("list.comparison")} data={operatorsFor(alone).map((one) => ({ value: one, label: t(`list.operator.${one}`) }))}
                value={operator} onChange={(next) => next && setOperator(next as Operator)} allowDeselect={false} comboboxProps={{ withinPortal: false }}
              />
              <FieldInput field={alone} path="filter" value={value} onChange={setValue} errors={[]} titles={{}} record={{}} />
            </>
          )}
          <Button type="submit" disabled={!field || value === null} data-testid="filter-apply">{t("list.apply")}</Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
