import { Fieldset, SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { errorOf, testId, type InputProps } from "./input";
import { withPart } from "./PartsInput";

const parts = ["line1", "line2", "postal_code", "city", "region", "country"];

export function AddressInput({ field, path, value, onChange, errors, readOnly }: InputProps<Record<string, unknown>>) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={field.label} data-testid={testId(path)} className="wide" p="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {parts.map((part) => (
          <TextInput
            key={part} label={t(`field.parts.${part}`)} value={String(value?.[part] ?? "")} readOnly={readOnly}
            error={errorOf(errors, `${path}.${part}`)} maxLength={part === "country" ? 2 : undefined}
            data-testid={testId(`${path}.${part}`)} autoComplete="off"
            onChange={(event) => onChange(withPart(value, part, event.currentTarget.value))}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}
