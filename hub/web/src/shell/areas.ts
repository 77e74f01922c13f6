import type { TypeMeta } from "@common/meta";
import type { Catalogue } from "../data/meta";

export interface Area {
  name: string;
  label: string;
  types: TypeMeta[];
}

/// In the order in which a company works: from the customer to the books, administration last.
const order = ["crm", "sales", "field", "projects", "people", "stock", "fleet", "billing", "ledger", "support", "marketing", "content", "workflow", "analytics", "insight", "own", "admin"];

/// The types with a place in the menu, by area; with a text only what fits it. Every word must begin a word of type or area.
export function areasOf(catalogue: Catalogue, labelOf: (area: string) => string, text = ""): Area[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const areas = new Map<string, Area>();
  for (const type of catalogue.types.filter(catalogue.inMenu)) {
    const label = labelOf(type.area);
    const said = ` ${type.plural} ${type.label} ${label}`.toLowerCase();
    if (!words.every((word) => said.includes(` ${word}`))) continue;
    const area = areas.get(type.area) ?? { name: type.area, label, types: [] };
    area.types.push(type);
    areas.set(type.area, area);
  }
  const rank = ({ name }: Area) => (order.includes(name) ? order.indexOf(name) : order.length - 2);
  for (const area of areas.values()) area.types.sort((a, b) => a.plural.localeCompare(b.plural));
  return [...areas.values()].sort((a, b) => rank(a) - rank(b));
}
