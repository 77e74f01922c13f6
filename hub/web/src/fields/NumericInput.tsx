import { Text } from "@mantine/core";
import { DecimalInput } from "./DecimalInput";
import { common, type InputProps } from "./input";
import { unitWord } from "./plain";

const widgetUnits: Record<string, string> = { percent: "%", duration_minutes: "min" };

/// Integers and floats go out as JSON numbers, decimals as exact text.
export function NumericInput(props: InputProps<string | number>) {
  const { field, value, onChange } = props;
  const unit = unitWord(field.unit) || widgetUnits[field.widget ?? ""];
  const change = (next: string | number) => {
    if (next === "") onChange(null);
    else onChange(field.kind === "decimal" ? String(next) : Number(next));
  };
  return (
    <DecimalInput
      {...common(props)} value={value ?? ""} onChange={change}
      allowDecimal={field.kind !== "integer"} decimalScale={field.kind === "integer" ? 0 : 6}
      min={bound(field.minimum)} max={bound(field.maximum)} clampBehavior="none"
      rightSection={unit ? <Text size="sm" c="dimmed">{unit}</Text> : undefined} rightSectionWidth={unit ? 48 : undefined}
    />
  );
}

const bound = (limit: number | string | null | undefined): number | undefined =>
  limit === null || limit === undefined || limit === "" ? undefined : Number(limit);
