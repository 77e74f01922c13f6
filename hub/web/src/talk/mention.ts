/// The word after the "@" in which the text ends: what is being typed of a person's name, which may
/// have a second word.
export function typedMention(text: string, caret: number): { from: number; word: string } | undefined {
  const match = text.slice(0, caret).match(/(^|\s)@([\p{L}\d.\-]*(?: [\p{L}\d.\-]*)?)$/u);
  return match ? { from: caret - match[2]!.length - 1, word: match[2]! } : undefined;
}

/// The text with the chosen name in place of what was typed, and where the caret stands then.
export function withMention(text: string, from: number, caret: number, name: string): { text: string; caret: number } {
  const said = `@${name} `;
  return { text: text.slice(0, from) + said + text.slice(caret).replace(/^ /, ""), caret: from + said.length };
}

/// The text in pieces, names that are mentioned set apart.
export function pieces(text: string, names: string[]): { text: string; mention: boolean }[] {
  const known = [...names].sort((a, b) => b.length - a.length).map(escaped);
  if (known.length === 0) return [{ text, mention: false }];
  return text.split(new RegExp(`(@(?:${known.join("|")}))`, "u")).filter(Boolean).map((part) => ({ text: part, mention: part.startsWith("@") && names.includes(part.slice(1)) }));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/// Whose name begins as typed comes first: the search also finds words within.
export function ranked<T extends { name: string }>(people: T[], word: string): T[] {
  const begins = ({ name }: T) => (name.toLowerCase().startsWith(word.toLowerCase()) ? 0 : 1);
  return [...people].sort((a, b) => begins(a) - begins(b));
}
