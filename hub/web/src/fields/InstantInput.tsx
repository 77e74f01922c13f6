import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { fromLocalInput, toLocalInput } from "@common/zone";
import { common, type InputProps } from "./input";

/// Instants are typed as wall clock of the user's zone, which is named; days have no zone.
export function InstantInput(props: InputProps<string>) {
  const { t } = useTranslation();
  const { field, value, onChange } = props;
  const shared = common(props);
  if (field.kind === "date") {
    return <TextInput {...shared} type="date" value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value || null)} />;
  }
  const { zone } = place();
  return (
    <TextInput
      {...shared} type="datetime-local" value={toLocalInput(value, zone)} description={field.help || t("field.zone", { zone })}
      onChange={(event) => onChange(fromLocalInput(event.currentTarget.value, zone))}
    />
  );
}
