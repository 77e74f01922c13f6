import { ActionIcon, Button, Card, Fieldset, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "./FieldInput";
import { errorOf, testId, type InputProps } from "./input";
import { isEditable } from "./visible";

type Line = Record<string, unknown>;

/// Owned lines, saved with their record. A new line has no `line` id: the server gives it.
export function LinesInput(props: InputProps<Line[]>) {
  const { t } = useTranslation();
  const { field, path, onChange, errors, titles, record, readOnly } = props;
  const lines = Array.isArray(props.value) ? props.value : [];
  const fields = (field.lines ?? []).filter((one) => one.name !== "line" && isEditable(one));
  const change = (index: number, name: string, next: unknown) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, [name]: next } : line)));
  return (
    <Fieldset legend={`${field.label} (${lines.length})`} className={lines.length ? "wide" : "wide lines-empty"} p={lines.length ? "md" : undefined} data-testid={testId(path)}>
      <Stack gap="sm">
        {errorOf(errors, path, false) && <Text c="danger" size="sm" role="alert">{errorOf(errors, path, false)}</Text>}
        {lines.map((line, index) => (
          <Card key={String(line.line ?? `new${index}`)} padding="sm" data-testid={testId(`${path}.${index}`)}>
            <Group align="flex-start" wrap="nowrap" gap="sm">
              <div className="grid-form" style={{ flex: 1 }}>
                {fields.map((one) => (
                  <FieldInput
                    key={one.name} field={one} path={`${path}.${index}.${one.name}`} value={line[one.name]} errors={errors} titles={titles}
                    record={{ ...record, ...line }} readOnly={readOnly} onChange={(next) => change(index, one.name, next)}
                  />
                ))}
              </div>
              {!readOnly && (
                <ActionIcon
                  variant="subtle" color="danger" size="lg" mt={24} aria-label={t("field.line_remove", { number: index + 1 })}
                  onClick={() => onChange(lines.filter((_, at) => at !== index))}
                >
                  <IconTrash size={18} />
                </ActionIcon>
              )}
            </Group>
          </Card>
        ))}
        {!readOnly && (
          <Button
            variant="light" size="xs" leftSection={<IconPlus size={16} />} w="fit-content"
            onClick={() => onChange([...lines, {}])} data-testid={`${testId(path)}-add`}
          >
            {t("field.line_add")}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
