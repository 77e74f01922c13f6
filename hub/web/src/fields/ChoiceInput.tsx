import { MultiSelect, Select } from "@mantine/core";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Pill.css";
import { common, type InputProps } from "./input";

export function ChoiceInput(props: InputProps<string | string[]>) {
  const { field, value, onChange } = props;
  const shared = common(props);
  const data = field.choices ?? [];
  if (field.list) {
    return <MultiSelect {...shared} data={data} value={Array.isArray(value) ? value : []} onChange={onChange} clearable />;
  }
  return (
    <Select
      {...shared} data={data} value={typeof value === "string" ? value : null} onChange={onChange}
      clearable={!field.required} searchable={data.length > 8} allowDeselect={!field.required}
    />
  );
}
