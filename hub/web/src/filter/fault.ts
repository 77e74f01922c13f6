/// Where a refused filter is wrong: the hub counts characters of the whole filter from 1; the person sees only what he typed,
/// which stands first, in a bracket where chips follow. Without a place that can be shown, the words alone.
export function faultOf(text: string, asked: string, typed: string): { text: string; at?: number; end: number } {
  const match = text.match(/^(?:at character|bei Zeichen) (\d+): (.*)$/s);
  if (!match) return { text, end: 0 };
  const at = Number(match[1]) - 1 - (asked === typed ? 0 : 1);
  const said = match[2]!.charAt(0).toUpperCase() + match[2]!.slice(1);
  if (at < 0 || at > typed.length) return { text: said, end: 0 };
  const word = typed.slice(at).match(/^[\p{L}\d_.]+|^./su)?.[0] ?? "";
  return { text: said, at, end: at + word.length };
}
