import type { FieldMeta } from "@common/meta";
import { makePatch, same } from "./patch";

type Values = Record<string, unknown>;

export interface Difference {
  field: FieldMeta;
  mine: unknown;
  theirs: unknown;
  /// Both changed it, and not to the same: somebody has to choose.
  clash: boolean;
}

export type Choice = "mine" | "theirs";

/// What differs between my edit and the version that was saved meanwhile, seen from the version both began with.
export function differences(base: Values, mine: Values, theirs: Values, fields: FieldMeta[]): Difference[] {
  return fields
    .filter(({ name }) => !same(mine[name], theirs[name]))
    .map((field) => ({
      field,
      mine: mine[field.name],
      theirs: theirs[field.name],
      clash: !same(base[field.name], mine[field.name]) && !same(base[field.name], theirs[field.name]),
    }));
}

/// By field; of a clash only what somebody chose.
export type Choices = Record<string, Choice>;

/// Before anyone chooses: a change of only one side stands.
export const firstChoices = (base: Values, all: Difference[]): Choices =>
  Object.fromEntries(all.filter(({ clash }) => !clash).map(({ field, mine }) => [field.name, same(base[field.name], mine) ? "theirs" : "mine"]));

export const unchosen = (all: Difference[], choices: Choices): number => all.filter(({ field }) => !choices[field.name]).length;

/// My edit as a patch on the version that was saved meanwhile, where that one holds nothing in these fields that I have not seen
/// or typed myself: then there is nothing to choose. Else undefined.
export function patchOver(base: Values, mine: Values, theirs: Values, fields: FieldMeta[]): Values | undefined {
  const unseen = fields.some(({ name }) => !same(base[name], theirs[name]) && !same(mine[name], theirs[name]));
  return unseen ? undefined : makePatch(theirs, mine, fields);
}

/// The patch that turns the saved version into what was chosen.
export function chosenPatch(theirs: Values, all: Difference[], choices: Choices): Values {
  const wanted = { ...theirs };
  for (const { field, mine } of all) if (choices[field.name] === "mine") wanted[field.name] = mine;
  return makePatch(theirs, wanted, all.map(({ field }) => field));
}
