import { Group, NumberInput, Select } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useTranslation } from "react-i18next";
import { unitName } from "@common/format";
import type { Quantity } from "@common/values";
import { unitsWith } from "./units";
import { common, testId, type InputProps } from "./input";

export function QuantityInput(props: InputProps<Quantity>) {
  const { t } = useTranslation();
  const { field, path, value, onChange, readOnly } = props;
  const unit = value?.unit ?? field.unit ?? "H87";
  return (
    <Group gap={8} align="flex-start" wrap="nowrap">
      <NumberInput
        {...common(props)} value={value?.value ?? ""} hideControls decimalScale={6} inputMode="decimal" flex={1}
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
