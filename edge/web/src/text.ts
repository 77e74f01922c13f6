import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";

export type Say = TFunction;

/// The catalogue in the chosen language.
export function useText(): { t: Say; language: string } {
  const { t, i18n } = useTranslation();
  return { t, language: i18n.language };
}

/// A text where the key is made of data; falls back to what the agent sent, never to a bare key.
export const textOr = (t: Say, key: string, other: string): string => t(key, { defaultValue: other });
