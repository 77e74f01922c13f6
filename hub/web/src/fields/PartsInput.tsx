import { Fieldset, SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { errorOfPart, testId, type InputProps } from "./input";

type Parts = Record<string, unknown>;

/// Values of a few parts: a person's name, a position, a recurrence.
export function PartsInput(props: InputProps<Parts> & { parts: string[]; numeric?: boolean }) {
  const { t } = useTranslation();
  const { field, path, value, onChange, errors, parts, numeric, readOnly } = props;
  // Nobody's name is missing because he has no title.
  const main = parts.includes("given") ? "given" : parts[0];
  const change = (part: string, text: string) => onChange(withPart(value, part, numeric ? numberOrText(text) : text));
  return (
    <Fieldset legend={field.label} classNames={{ legend: parts.includes("family") ? "visually-hidden" : undefined }} variant="unstyled" data-testid={testId(path)} className="wide">
      <SimpleGrid cols={{ base: 1, xs: parts.length }} spacing="sm">
        {parts.map((part) => (
          <TextInput
            key={part} label={t(`field.parts.${part}`)} value={String(value?.[part] ?? "")} readOnly={readOnly}
            inputMode={numeric ? "decimal" : undefined} error={errorOfPart(errors, path, part, part === main)}
            data-testid={testId(`${path}.${part}`)} onChange={(event) => change(part, event.currentTarget.value)}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}

/// Null when the last part is gone, so that clearing everything clears the value.
export function withPart(value: Parts | null | undefined, part: string, next: unknown): Parts | null {
  const { [part]: _, ...rest } = value ?? {};
  const all = next === "" ? rest : { ...rest, [part]: next };
  return Object.keys(all).length > 0 ? all : null;
}

/// Half-typed numbers ("-", "47.") stay text until they are numbers.
const numberOrText = (text: string): string | number => (/^-?\d+(\.\d*[1-9])?$/.test(text) ? Number(text) : text);
