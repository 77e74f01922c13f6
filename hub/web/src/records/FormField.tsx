import type { FocusEvent } from "react";
import type { FieldProblem } from "@common/api";
import type { FieldMeta } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { isWide } from "../fields/visible";

interface Props {
  field: FieldMeta;
  value: unknown;
  values: Record<string, unknown>;
  errors: FieldProblem[];
  titles: Record<string, string>;
  onChange: (value: unknown) => void;
  /// The reader has gone on to another field: time to say what is wrong.
  onLeave: () => void;
}

/// One field's place in a form.
export function FormField({ field, value, values, errors, titles, onChange, onLeave }: Props) {
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onLeave();
  };
  return (
    <div className={isWide(field) ? "wide" : field.kind === "person_name" ? "double" : undefined} onBlur={leave}>
      <FieldInput field={field} path={field.name} value={value} errors={errors} titles={titles} record={values} onChange={onChange} />
    </div>
  );
}
