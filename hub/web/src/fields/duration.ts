/// "90", "1:30", "1h 30", "1.5 h", "2 h" in minutes; null while it is no duration.
export function readMinutes(text: string): number | null {
  const typed = text.trim().toLowerCase().replace(",", ".");
  const clock = typed.match(/^(\d{1,4}):([0-5]\d)$/);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const words = typed.match(/^(?:(\d+(?:\.\d+)?)\s*(?:h|std|hours?|stunden?)\.?)?\s*(?:(\d+)\s*(?:m|min|minutes?|minuten?)?\.?)?$/);
  if (!words || (words[1] === undefined && words[2] === undefined)) return null;
  return Math.round(Number(words[1] ?? 0) * 60 + Number(words[2] ?? 0));
}

/// As one types it again: "45 min", "1 h 30 min".
export function writeMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(" ");
}
