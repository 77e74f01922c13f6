import { Fieldset, SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { errorOfPart, testId, type InputProps } from "./input";
import { PositionInput } from "./PositionInput";
import { withPart } from "./PartsInput";

const parts = ["line1", "line2", "postal_code", "city", "region", "country"];

/// An address with its place on the map.
export function AddressInput(props: InputProps<Record<string, unknown>>) {
  const { t } = useTranslation();
  const { field, path, value, onChange, errors, readOnly } = props;
  const place = (position: Record<string, unknown> | null) => {
    // Where somebody points at is no longer where a search put it.
    const { position: _, position_origin: __, ...rest } = value ?? {};
    const next = position ? { ...rest, position } : rest;
    onChange(Object.keys(next).length > 0 ? next : null);
  };
  return (
    <Fieldset legend={field.label} data-testid={testId(path)} className="wide" p="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {parts.map((part, index) => (
          <TextInput
            key={part} label={t(`field.parts.${part}`)} value={String(value?.[part] ?? "")} readOnly={readOnly}
            error={errorOfPart(errors, path, part, index === 0)} maxLength={part === "country" ? 2 : undefined}
            data-testid={testId(`${path}.${part}`)} autoComplete="off"
            onChange={(event) => onChange(withPart(value, part, part === "country" ? event.currentTarget.value.toUpperCase() : event.currentTarget.value))}
          />
        ))}
      </SimpleGrid>
      <PositionInput {...props} field={{ ...field, name: "position", label: t("field.position"), kind: "position", required: false, help: "" }} path={`${path}.position`} value={value?.position as Record<string, unknown> | undefined} onChange={place} />
    </Fieldset>
  );
}
