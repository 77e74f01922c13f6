import { MultiSelect, Select, type ComboboxItem, type OptionsFilter } from "@mantine/core";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Pill.css";
import { useCatalogue } from "../data/meta";
import { common, type InputProps } from "./input";
import { foundTypes, typeChoices } from "./types";

/// A record type by what people call it; kept is its name. Who knows the name finds it by that, too.
export function TypeInput(props: InputProps<string | string[]>) {
  const { field, value, onChange } = props;
  const all = [value ?? []].flat();
  const data = typeChoices(useCatalogue().data?.types ?? [], all);
  const shared = { ...common(props), description: undefined, data, searchable: true, filter: byLabelOrName };
  if (field.list) return <MultiSelect {...shared} value={all} onChange={onChange} clearable />;
  return <Select {...shared} value={all[0] ?? null} onChange={onChange} clearable={!field.required} allowDeselect={!field.required} />;
}

const byLabelOrName: OptionsFilter = ({ options, search }) => foundTypes(options as ComboboxItem[], search);
