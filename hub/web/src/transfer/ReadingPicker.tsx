import { useState } from "react";
import { Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  column: string;
  value: string;
  /// Those that can be chosen by name.
  named: string[];
  disabled: boolean;
  onChange: (value: string) => void;
}

const own = "own";

/// How a column's cells are read: by name where there is one, written out for the rest.
export function ReadingPicker({ column, value, named, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const isOwn = writing || (value !== "" && !named.includes(value));
  const choose = (chosen: string | null) => {
    setWriting(chosen === own);
    if (chosen !== own) onChange(chosen ?? "");
  };
  return (
    <Stack gap={4}>
      <Select
        aria-label={t("transfer.transform_of", { column })} disabled={disabled} allowDeselect={false} value={isOwn ? own : value} onChange={choose} data-testid={`reading-${column}`}
        data={[{ value: "", label: t("transfer.transform_none") }, ...named.map((one) => ({ value: one, label: t(`transfer.reading.${one.replace("=", "_")}`) })), { value: own, label: t("transfer.transform_own") }]}
      />
      {isOwn && <TextInput aria-label={t("transfer.transform_text", { column })} value={value} disabled={disabled} description={t("transfer.transform_help")} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />}
    </Stack>
  );
}
