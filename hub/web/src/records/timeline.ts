import type { TimelineItem } from "../data/pages";

/// A line of the timeline as people read it: the age beside it tells the time, and nothing is said twice.
export function timelineText({ title, text, kind }: TimelineItem): { title: string; text?: string } {
  const name = sentence((title ?? "").replace(/\s*\d{4}-\d\d-\d\d \d\d:\d\d$/, "")) || kind;
  const said = text?.trim();
  const same = !said || [name, kind].some((one) => one.toLowerCase().startsWith(said.replaceAll("_", " ").toLowerCase()));
  return same ? { title: name } : { title: name, text: said };
}

const sentence = (text: string): string => text.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
