import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { unitName } from "@common/format";
import type { Quantity } from "@common/values";
import { unitsWith } from "./units";
import { DecimalInput } from "./DecimalInput";
import { common, testId, type InputProps } from "./input";

export function QuantityInput(props: InputProps<Quantity>) {
  const { t } = useTranslation();
  const { field, path, value, onChange, readOnly } = props;
  const unit = value?.unit ?? field.unit ?? "H87";
  return (
    <Group gap={8} align="flex-start" wrap="nowrap">
      <DecimalInput
        {...common(props)} value={value?.value ?? ""} decimalScale={6} flex={1}
        onChange={(next) => onChange(next === "" ? null : { value: String(next), unit })}
      />
      <Select
        label={"\u00A0"} data={unitsWith(unit).map((code) => ({ value: code, label: unitName(code) }))} value={unit} w={84} allowDeselect={false} readOnly={readOnly}
        aria-label={`${field.label}: ${t("field.unit")}`} data-testid={`${testId(path)}-unit`}
        onChange={(next) => next && onChange({ value: value?.value ?? "0", unit: next })}
      />
    </Group>
  );
}
