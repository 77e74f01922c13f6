import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";
import { common, testId, type InputProps } from "./input";
import { ReferencePicker } from "./ReferencePicker";
import { rememberTitle, titleOf } from "./titles";

/// A reference whose type is chosen first.
export function AboutInput(props: InputProps<{ type: string; id: string }>) {
  const { t } = useTranslation();
  const { field, path, value, onChange, titles, readOnly } = props;
  const catalogue = useCatalogue().data!;
  const any = !field.about || field.about.includes("*");
  const types = catalogue.types.filter((type) => any || field.about!.includes(type.name));
  const type = catalogue.named(value?.type);
  return (
    <Group gap={8} align="flex-start" wrap="nowrap" className="wide">
      <Select
        {...common(props)} data={types.map((one) => ({ value: one.name, label: one.label }))} value={value?.type ?? null} searchable
        onChange={(name) => onChange(name ? { type: name, id: "" } : null)} clearable={!field.required} flex={1}
        data-testid={testId(`${path}.type`)}
      />
      <div style={{ flex: 2 }}>
        <ReferencePicker
          type={type} value={value?.id || null} text={value?.id ? titleOf(value.id, titles) : ""} readOnly={readOnly}
          label={t("field.record")} data-testid={testId(path)} description={field.help ? " " : undefined}
          onPick={(id, title) => {
            if (id && title) rememberTitle(id, title);
            onChange(id && value ? { type: value.type, id } : null);
          }}
        />
      </div>
    </Group>
  );
}
