/// What people of the trade's countries speak; a code beyond these stays where it is saved.
const spoken = [
  "ar", "bg", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "hr", "hu", "it", "lb", "lt", "lv", "mk", "nl", "no", "pl", "pt", "rm", "ro", "ru",
  "sk", "sl", "sq", "sr", "sv", "ta", "ti", "tr", "uk",
];

/// Languages by their names in the reader's language, in its order; the chosen code is always among them.
export function languageChoices(reader: string, chosen: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([reader], { type: "language" });
  const codes = !chosen || spoken.includes(chosen) ? spoken : [chosen, ...spoken];
  return codes.map((value) => ({ value, label: nameOf(names, value) })).sort((a, b) => a.label.localeCompare(b.label, reader));
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    // Not a code of the standard's form.
    return code;
  }
}
