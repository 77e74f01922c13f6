import i18next from "i18next";
import type { ComponentType } from "react";

const english = async (): Promise<void> => {
  const { default: messages } = await import("./en.later.json");
  i18next.addResourceBundle("en", "translation", messages, true, true);
};

/// A page together with its English words, which are not in the first load (en.later.json): few open these pages.
export const withWords = (page: () => Promise<{ default: ComponentType }>) => async () => (await Promise.all([page(), english()]))[0];
