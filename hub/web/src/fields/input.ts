import type { FieldProblem } from "@common/api";
import type { FieldMeta } from "@common/meta";

/// What every field input gets. `path` is the place in the record ("lines.2.quantity"), for errors and test hooks.
export interface InputProps<T = unknown> {
  field: FieldMeta;
  path: string;
  value: T | null | undefined;
  onChange: (value: T | null) => void;
  errors: FieldProblem[];
  titles: Record<string, string>;
  /// The record around the field, so that a site is looked for among the chosen customer's.
  record: Record<string, unknown>;
  readOnly?: boolean;
}

export const testId = (path: string): string => `field-${path.replaceAll(".", "-")}`;

const samePath = (path: string): string => path.replace(/\[(\d+)\]/g, ".$1");

/// The texts of one field. With `parts`, also of what lies below it (an address shows the errors of its city).
export function errorOf(errors: FieldProblem[], path: string, parts = true): string | undefined {
  const texts = errors
    .filter((error) => {
      const at = samePath(error.field);
      return at === path || (parts && at.startsWith(`${path}.`));
    })
    .map((error) => error.text);
  return texts.length > 0 ? texts.join(" ") : undefined;
}

/// What is wrong with one part of a value; with its main one stands what is wrong with the whole.
export const errorOfPart = (errors: FieldProblem[], path: string, part: string, main: boolean): string | undefined =>
  [errorOf(errors, `${path}.${part}`), main ? errorOf(errors, path, false) : undefined].filter(Boolean).join(" ") || undefined;

/// "lines" of "lines[2].quantity".
export const rootOf = (path: string): string => samePath(path).split(".")[0] ?? "";

/// Refusals that no shown field can carry; they stand above the form.
export function errorsElsewhere(errors: FieldProblem[], names: string[]): FieldProblem[] {
  return errors.filter((error) => !names.includes(rootOf(error.field)));
}

/// What Mantine inputs share.
export function common({ field, path, errors, readOnly }: Pick<InputProps, "field" | "path" | "errors" | "readOnly">) {
  return {
    label: field.label,
    description: field.help || undefined,
    error: errorOf(errors, path),
    required: field.required,
    readOnly,
    "data-testid": testId(path),
    name: path,
  };
}
