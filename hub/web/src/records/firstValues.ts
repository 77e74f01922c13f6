import type { FieldMeta, TypeMeta } from "@common/meta";
import { namingLine } from "../data/meta";

/// A record that the address names as part of the new one.
export interface Given {
  field: FieldMeta;
  refers: FieldMeta["refers"];
  id: string;
  value: unknown;
}

/// `?account=<id>` fills a reference, `?accounts.account=<id>` begins the lines with one that names it.
export function givenBy(type: TypeMeta, parameter: (name: string) => string | null): Given[] {
  return type.fields.flatMap((field): Given[] => {
    if (field.derived) return [];
    const line = namingLine(field);
    const id = parameter(line ? `${field.name}.${line.name}` : field.name);
    if (!id) return [];
    if (line) return [{ field, refers: line.refers, id, value: [{ [line.name]: id }] }];
    return field.kind === "reference" && !field.list ? [{ field, refers: field.refers, id, value: id }] : [];
  });
}

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
