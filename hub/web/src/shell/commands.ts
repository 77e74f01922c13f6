import type { TFunction } from "i18next";
import { inSentence, listHref, type Catalogue } from "../data/meta";
import { menuFor } from "./menu";

export interface Command {
  to: string;
  text: string;
  detail?: string;
  group: "go" | "create";
}

/// Everything the palette can do besides finding records: pages, lists and new records this user may make.
export function commandsFor(catalogue: Catalogue, t: TFunction, language: string): Command[] {
  const pages = menuFor(catalogue).map((entry): Command => ({ to: entry.to, text: t(entry.label), group: "go" }));
  const known = new Set(pages.map((page) => page.to));
  const types = catalogue.types.filter(catalogue.inMenu);
  const lists = types
    .map((type): Command => ({ to: listHref(type.path), text: type.plural, detail: type.help, group: "go" }))
    .filter((list) => !known.has(list.to));
  const creations = types
    .filter((type) => type.may.create)
    .map((type): Command => ({ to: `/records/${type.path}/new`, text: t("record.new", { type: inSentence(type.label, language) }), group: "create" }));
  return [...pages, ...lists, ...creations];
}

/// Every word typed must begin some word of the command; without words only the pages are offered.
export function matching(commands: Command[], typed: string, limit = 12): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.filter((one) => one.group === "go").slice(0, limit);
  const fits = (text: string) => words.every((word) => ` ${text.toLowerCase()}`.includes(` ${word}`));
  return commands.filter((one) => fits(one.text)).slice(0, limit);
}
