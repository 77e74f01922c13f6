import type { Draft, DraftField, DraftType } from "./draft";
import { isKey } from "./keys";
import { kindNamed } from "./kinds";

/// What is wrong, and where: `place` is "type" or the field's name on this page; `text` is the hub's, `said` one of ours.
export interface Problem {
  place: string;
  field: string;
  text?: string;
  said?: string;
}

/// What can be said without the hub. `delivered`: names that the type's delivered fields have.
export function problemsOf(draft: Draft, delivered: string[]): Problem[] {
  return [...(draft.type ? typeProblems(draft.type) : []), ...draft.fields.filter((one) => !one.retired).flatMap((field) => fieldProblems(draft, field, delivered))];
}

function typeProblems(type: DraftType): Problem[] {
  const problems: Problem[] = [];
  const say = (field: string, said: string) => problems.push({ place: "type", field, said });
  if (!type.label.en.trim() && !type.label.de.trim()) say("label", "label");
  else if (!isKey(type.key, 40)) say("key", "key");
  type.states.forEach((state, index) => {
    if (!state.label.trim()) say(`states.${index}`, "label");
    else if (!isKey(state.key, 40) || type.states.findIndex((one) => one.key === state.key) !== index) say(`states.${index}`, "twice");
  });
  type.moves.forEach((move, index) => {
    if (!move.label.trim()) say(`moves.${index}`, "label");
    else if (move.from.length === 0 || !move.to) say(`moves.${index}`, "ends");
    else if (move.from.includes(move.to)) say(`moves.${index}`, "same");
    else if (![...move.from, move.to].every((key) => type.states.some((one) => one.key === key))) say(`moves.${index}`, "ends");
  });
  return problems;
}

function fieldProblems(draft: Draft, field: DraftField, delivered: string[]): Problem[] {
  const problems: Problem[] = [];
  const say = (name: string, said: string) => problems.push({ place: field.client, field: name, said });
  if (!field.label.en.trim() && !field.label.de.trim()) say("label", "label");
  else if (!isKey(field.key)) say("key", "key");
  else if (delivered.includes(field.key) || draft.fields.some((one) => one !== field && one.key === field.key)) say("key", "taken");
  const { may } = kindNamed(field.kind);
  if (may.choices) choiceProblems(field, say);
  if (may.refers && !field.refers) say("refers", "refers");
  if (may.range && field.minimum && field.maximum && Number(field.minimum) > Number(field.maximum)) say("maximum", "range");
  return problems;
}

function choiceProblems(field: DraftField, say: (name: string, said: string) => void): void {
  if (field.choices.length === 0) return say("choices", "choices");
  if (field.choices.some((one) => !one.label.trim() || !one.key)) return say("choices", "label");
  const labels = field.choices.map((one) => one.label.trim().toLowerCase());
  if (new Set(labels).size < labels.length) say("choices", "twice");
  else if (field.begins && !field.choices.some((one) => one.key === field.begins)) say("default_value", "begins");
}

/// States that no move reaches from the first one: not wrong, but hardly meant.
export function unreached({ states, moves }: Pick<DraftType, "states" | "moves">): string[] {
  const reached = new Set(states.slice(0, 1).map((one) => one.key));
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const move of moves) if (move.from.some((key) => reached.has(key))) reached.add(move.to);
  }
  return states.filter((one) => !reached.has(one.key)).map((one) => one.label || one.key);
}
