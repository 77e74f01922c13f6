export type LayoutName = "en" | "de";

/// Letters per row; digits and signs are one press away, so that the letters stay large.
export const letters: Record<LayoutName, string[]> = {
  en: ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
  de: ["qwertzuiopü", "asdfghjklöä", "yxcvbnm"],
};

export const signs: string[] = ["1234567890", "@#€&/()+-=", "%:;!?'\"*_~"];

export const always = [",", "."];

/// The start of a text and of a sentence is written large, as on a phone.
export function wantsCapital(before: string): boolean {
  return before.trim() === "" || /[.!?]\s+$/.test(before) || /\n$/.test(before);
}
