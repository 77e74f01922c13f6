const spelled: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "o" };

/// The name in the API that a label gives: "Größe (cm)" is groesse_cm. Empty when no letter or digit is left.
export function keyOf(label: string, longest = 60): string {
  const plain = label.toLowerCase().replace(/[äöüßæø]/g, (letter) => spelled[letter]!).normalize("NFD").replace(/\p{M}/gu, "");
  const key = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return (/^[0-9]/.test(key) ? `n${key}` : key).slice(0, longest).replace(/_+$/, "");
}

/// As keyOf, and different from those there are.
export function freeKey(label: string, taken: string[], longest = 60): string {
  const key = keyOf(label, longest);
  for (let number = 2; ; ++number) {
    const tried = number === 2 ? key : `${key.slice(0, longest - 4)}_${number - 1}`;
    if (!tried || !taken.includes(tried)) return tried;
  }
}

export const isKey = (key: string, longest = 60): boolean => /^[a-z][a-z0-9_]*$/.test(key) && key.length <= longest;
