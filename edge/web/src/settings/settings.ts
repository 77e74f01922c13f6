import { useSyncExternalStore } from "react";
import { nearest, type Language } from "@common/i18n";

/// What belongs to this screen, not to the work: kept in the browser, never sent.
export interface Settings {
  look: "light" | "dark" | "auto";
  language: Language;
  keyboard: boolean;
  keyboardLayout: Language;
  hand: "left" | "right";
}

const name = "truckroll.settings";

/// Phones and tablets with their own system bring their own keyboard; the kiosk on the board has none.
const hasOwnKeyboard = /Android|iPhone|iPad/i.test(navigator.userAgent);

function defaults(): Settings {
  const language = nearest(navigator.language);
  const touch = navigator.maxTouchPoints > 0;
  return { look: "auto", language, keyboard: touch && !hasOwnKeyboard, keyboardLayout: language, hand: "right" };
}

function read(): Settings {
  try {
    return { ...defaults(), ...(JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<Settings>) };
  } catch {
    return defaults();
  }
}

let settings = read();
const listeners = new Set<() => void>();

export const currentSettings = (): Settings => settings;

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(name, JSON.stringify(settings));
  } catch {
    // A full storage costs the memory of the choice, not the choice itself.
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSettings = (): Settings => useSyncExternalStore(subscribe, currentSettings);
