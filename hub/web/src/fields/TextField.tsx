import { ColorInput, PasswordInput, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PasswordInput.css";
import "@mantine/core/styles/ColorPicker.css";
import "@mantine/core/styles/ColorInput.css";
import { useTranslation } from "react-i18next";
import { countryChoices } from "../session/countries";
import { common, type InputProps } from "./input";
import { languageChoices } from "./languages";

const inputTypes: Record<string, "email" | "tel" | "url"> = { email: "email", phone: "tel", url: "url" };

export function TextField(props: InputProps<string | string[]>) {
  const { t, i18n } = useTranslation();
  const { field, value, onChange } = props;
  const shared = common(props);
  if (field.list) {
    return <TagsInput {...shared} value={Array.isArray(value) ? value : []} onChange={onChange} description={field.help || t("field.list_hint")} />;
  }
  const text = typeof value === "string" ? value : "";
  const change = (next: string) => onChange(next === "" ? null : next);
  switch (field.widget) {
    case "text_area":
    case "rich_text":
      return <Textarea {...shared} value={text} maxLength={field.max_length} autosize minRows={3} maxRows={14} onChange={(event) => change(event.currentTarget.value)} />;
    case "password":
      return <PasswordInput {...shared} value={text} autoComplete="new-password" onChange={(event) => change(event.currentTarget.value)} />;
    case "color":
      // What is typed and is none stays, with the reason below it.
      return <ColorInput {...shared} value={text} format="hex" fixOnBlur={false} onChange={change} popoverProps={{ withinPortal: true }} />;
    case "country":
      return <Select {...shared} data={withChosen(countryChoices(i18n.language), text)} value={text || null} onChange={onChange} searchable limit={300} clearable={!field.required} allowDeselect={!field.required} />;
    case "language":
      return <Select {...shared} data={languageChoices(i18n.language, text)} value={text || null} onChange={onChange} searchable clearable={!field.required} allowDeselect={!field.required} />;
    case "time_zone":
      return <Select {...shared} data={zonesWith(text)} value={text || null} onChange={onChange} searchable limit={50} clearable={!field.required} allowDeselect={!field.required} />;
    default:
      return (
        <TextInput
          {...shared} type={inputTypes[field.widget ?? ""] ?? "text"} value={text} maxLength={field.max_length}
          autoComplete="off" onChange={(event) => change(event.currentTarget.value)}
        />
      );
  }
}

/// A code that nobody knows stays where it is saved.
const withChosen = (choices: { value: string; label: string }[], chosen: string) =>
  !chosen || choices.some(({ value }) => value === chosen) ? choices : [{ value: chosen, label: chosen }, ...choices];

/// All zones, the chosen one first: the list shows only its beginning.
function zonesWith(chosen: string): string[] {
  const zones = Intl.supportedValuesOf("timeZone");
  return chosen ? [chosen, ...zones.filter((zone) => zone !== chosen)] : zones;
}
