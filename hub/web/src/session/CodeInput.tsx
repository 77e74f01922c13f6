import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

/// Six digits of the app; where `recovers`, also one of the recovery codes.
export function CodeInput({ value, onChange, error, recovers, autoFocus }: {
  value: string; onChange: (code: string) => void; error?: string; recovers?: boolean; autoFocus?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("factor.code")} description={recovers ? t("factor.code_help") : undefined} value={value} error={error} size="md"
      onChange={(event) => onChange(event.currentTarget.value)} autoComplete="one-time-code" inputMode={recovers ? "text" : "numeric"}
      required withAsterisk={false} autoFocus={autoFocus} data-testid="factor-code"
    />
  );
}
