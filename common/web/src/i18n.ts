import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import english from "./messages/en.json";

export type Catalogue = { [key: string]: string | Catalogue };
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/// The app's own catalogues: English is in the bundle, the others come when chosen.
export interface AppCatalogues {
  english: Catalogue;
  load: Partial<Record<Language, () => Promise<Catalogue>>>;
}

let catalogues: AppCatalogues | undefined;

/// Starts the message catalogue: keys of common/web and of the app share one name space, the app wins.
export async function startI18n(app: AppCatalogues, wanted: string): Promise<i18n> {
  catalogues = app;
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: merge(english as Catalogue, app.english) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await chooseLanguage(wanted);
  return i18next;
}

/// Switches to the nearest language there is ("de-CH" gives "de"); anything unknown stays English.
export async function chooseLanguage(wanted: string): Promise<void> {
  const language = nearest(wanted);
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    const shared = (await import("./messages/de.json")).default as Catalogue;
    const own = (await catalogues?.load[language]?.()) ?? {};
    i18next.addResourceBundle(language, "translation", merge(shared, own), true, true);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function nearest(wanted: string): Language {
  const short = wanted.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === short) ?? "en";
}

export function merge(first: Catalogue, second: Catalogue): Catalogue {
  const both: Catalogue = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = both[key];
    both[key] = typeof value === "object" && typeof before === "object" ? merge(before, value) : value;
  }
  return both;
}
