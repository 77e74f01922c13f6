import { Pill, PillsInput } from "@mantine/core";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Pill.css";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";
import { common, testId, type InputProps } from "./input";
import { filterByRecord } from "./referenceFilter";
import { ReferencePicker } from "./ReferencePicker";
import { rememberTitle, titleOf } from "./titles";

export function ReferenceInput(props: InputProps<string | string[]>) {
  const { t } = useTranslation();
  const { field, path, value, onChange, titles, record, readOnly } = props;
  const type = useCatalogue().data?.named(field.refers);
  const shared = common(props);
  const filter = type && filterByRecord(type, record);
  if (!field.list) {
    const id = typeof value === "string" ? value : null;
    return (
      <ReferencePicker
        {...shared} offerNew type={type} filter={filter} value={id} text={id ? titleOf(id, titles) : ""} clearable={!field.required}
        onPick={(next, title) => {
          if (next && title) rememberTitle(next, title);
          onChange(next);
        }}
      />
    );
  }
  const ids = Array.isArray(value) ? value : [];
  const add = (next: string | null, title?: string) => {
    if (!next || ids.includes(next)) return;
    if (title) rememberTitle(next, title);
    onChange([...ids, next]);
  };
  return (
    <div>
      <ReferencePicker {...shared} offerNew type={type} filter={filter} value={null} text="" onPick={add} />
      {ids.length > 0 && (
        <PillsInput variant="unstyled" mt={4} aria-label={field.label}>
          <Pill.Group>
            {ids.map((id) => (
              <Pill
                key={id} withRemoveButton={!readOnly} onRemove={() => onChange(ids.filter((one) => one !== id))}
                removeButtonProps={{ "aria-label": t("field.remove", { name: titleOf(id, titles) }), tabIndex: 0, "aria-hidden": false }}
                data-testid={testId(`${path}.${id}`)}
              >
                {titleOf(id, titles)}
              </Pill>
            ))}
          </Pill.Group>
        </PillsInput>
      )}
    </div>
  );
}
