import { Group, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Money } from "@common/values";
import { useSession } from "../session/session";
import { DecimalInput } from "./DecimalInput";
import { common, testId, type InputProps } from "./input";

export function MoneyInput(props: InputProps<Money>) {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const { field, path, value, onChange, readOnly } = props;
  const currency = value?.currency ?? (session?.user.currency || session?.tenant?.currency) ?? "";
  return (
    <Group gap={8} align="flex-start" wrap="nowrap">
      <DecimalInput
        {...common(props)} value={value?.amount ?? ""} decimalScale={2} flex={1}
        onChange={(amount) => onChange(amount === "" ? null : { amount: String(amount), currency })}
      />
      <TextInput
        label={"\u00A0"} value={currency} maxLength={3} w={72} readOnly={readOnly} aria-label={`${field.label}: ${t("field.currency")}`}
        data-testid={`${testId(path)}-currency`}
        onChange={(event) => onChange({ amount: value?.amount ?? "0", currency: event.currentTarget.value.toUpperCase() })}
      />
    </Group>
  );
}
