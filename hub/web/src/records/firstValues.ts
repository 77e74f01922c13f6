import type { FieldMeta } from "@common/meta";

/// What a new record begins with: the hub would fill in its defaults anyway, so they are shown; a needed zone is the reader's.
export function firstValues(fields: FieldMeta[], zone: string): Record<string, unknown> {
  return Object.fromEntries(fields.flatMap((field): [string, unknown][] => {
    if (field.list || field.kind === "lines") return [];
    if (field.default !== undefined) return [[field.name, defaultOf(field, field.default)]];
    return field.required && field.widget === "time_zone" ? [[field.name, zone]] : [];
  }));
}

function defaultOf(field: FieldMeta, text: string): unknown {
  switch (field.kind) {
    case "boolean": return text === "true";
    case "integer":
    case "number": return Number(text);
    default: return text;
  }
}
