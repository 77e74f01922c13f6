import { useEffect, useState } from "react";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readMinutes, writeMinutes } from "./duration";
import { common, type InputProps } from "./input";

/// Minutes, typed in any usual way; what is no duration is put back.
export function DurationInput(props: InputProps<number>) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  const shown = value === null || value === undefined ? "" : writeMinutes(value);
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped((before) => (readMinutes(before) === value ? before : shown)), [value, shown]);
  const shared = common(props);
  return (
    <TextInput
      {...shared} description={shared.description ?? t("field.duration_hint")} value={typed} autoComplete="off" onBlur={() => setTyped(shown)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const minutes = readMinutes(text);
        if (text.trim() === "") onChange(null);
        else if (minutes !== null) onChange(minutes);
      }}
    />
  );
}
