import type { TypeMeta } from "@common/meta";
import type { TimelineItem } from "../data/pages";

/// A line of the timeline as people read it: the age beside it tells the time, and nothing is said twice.
/// The hub titles in English; what is a choice of its type is said by the choice's label.
export function timelineText({ title, text, kind }: TimelineItem, type?: TypeMeta): { title: string; text?: string } {
  const name = sentence((title ?? "").replace(/\s*\d{4}-\d\d-\d\d \d\d:\d\d$/, "")) || kind;
  const said = text?.trim();
  const same = !said || [name, kind].some((one) => one.toLowerCase().startsWith(said.replaceAll("_", " ").toLowerCase()));
  const label = choiceLabel(type, name) ?? name;
  return same ? { title: label } : { title: label, text: choiceLabel(type, said) ?? said };
}

function choiceLabel(type: TypeMeta | undefined, text: string): string | undefined {
  const value = text.toLowerCase().replaceAll(" ", "_");
  return type?.fields.flatMap((field) => field.choices ?? []).find((choice) => choice.value === value)?.label;
}

const sentence = (text: string): string => text.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
