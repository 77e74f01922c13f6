import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { common, type InputProps } from "./input";
import { namedUnits } from "./units";

/// A unit by its word; a code without one stays as it is written.
export function UnitInput(props: InputProps<string>) {
  const { t } = useTranslation();
  const { field, value, onChange } = props;
  const codes = value && !namedUnits.includes(value) ? [value, ...namedUnits] : namedUnits;
  return (
    <Select
      {...common(props)} description={undefined} data={codes.map((code) => ({ value: code, label: t([`unit.${code}`, code]) }))} value={value ?? null}
      onChange={onChange} searchable clearable={!field.required} allowDeselect={!field.required}
    />
  );
}
