import type { FieldMeta, TypeMeta } from "@common/meta";

/// A text field that holds the name of a record type, like "crm.Account": declarations call it so and nothing else.
export const isTypeName = (field: FieldMeta): boolean => field.kind === "text" && (field.list ? field.name === "of_types" : field.name === "of_type");

interface Choice {
  value: string;
  label: string;
}

/// Types to choose from by their label, two of one label with their names beside it. A chosen one that the reader does not know stays.
export function typeChoices(types: Pick<TypeMeta, "name" | "label">[], chosen: string[]): Choice[] {
  const unknown = chosen.filter((name) => name && !types.some((type) => type.name === name)).map((name) => ({ value: name, label: name }));
  const known = types.map(({ name, label }) => ({ value: name, label: types.some((other) => other.name !== name && other.label === label) ? `${label} (${name})` : label }));
  return [...unknown, ...known.sort((one, other) => one.label.localeCompare(other.label))];
}

/// By what people call them; by their names only where nothing is called so, since a name holds its area's, too.
export function foundTypes<T extends Choice>(choices: T[], search: string): T[] {
  const sought = search.trim().toLocaleLowerCase();
  const called = choices.filter(({ label }) => label.toLocaleLowerCase().includes(sought));
  return called.length > 0 ? called : choices.filter(({ value }) => value.toLowerCase().includes(sought));
}
