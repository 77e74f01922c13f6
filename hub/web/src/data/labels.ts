import type { FieldMeta, TypeMeta } from "@common/meta";

export type Labels = Record<string, string>;

/// The catalogue in the reader's language: the hub names types, fields, states, choices and actions, and explains them, in English; what the list
/// does not know, such as a company's own fields, stays as it is written. "Start!" is the button, "Start" the field; "Equipment (plural)" where English has one word for one and many.
export function translated(types: TypeMeta[], labels: Labels): TypeMeta[] {
  return walk(types) as TypeMeta[];

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const isAction = "from" in value && "to" in value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, named(key, part, isAction)]));
  }

  function named(key: string, part: unknown, isAction: boolean): unknown {
    if ((key === "label" || key === "plural") && typeof part === "string") return labels[part + (isAction ? "!" : key === "plural" ? " (plural)" : "")] ?? labels[part] ?? part;
    // Explanations are sentences; each stands for itself.
    if (key === "help" && typeof part === "string") return labels[part] ?? part;
    return walk(part);
  }
}

/// What a company said itself, in the reader's language where it said so.
export function inOwnWords(types: TypeMeta[], language: string): TypeMeta[] {
  return types.map((type) => {
    if (!type.custom && !type.fields.some((field) => field.custom)) return type;
    const [label, plural] = [type.translations?.[language], type.plural_translations?.[language]];
    return { ...type, ...(label && { label, plural: plural ?? label }), fields: type.fields.map((field) => ownLabel(field, language)) };
  });
}

const ownLabel = (field: FieldMeta, language: string): FieldMeta => {
  const label = field.translations?.[language];
  return label ? { ...field, label } : field;
};
