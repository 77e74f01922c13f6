import type { StockPlace } from "../data/pages";

/// Places with only the items whose code or name has the text; with a text, empty places are left out.
export function fitting(places: StockPlace[], text: string): StockPlace[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return places;
  return places
    .map((place) => ({ ...place, items: place.items.filter((item) => `${item.code} ${item.name}`.toLowerCase().includes(wanted)) }))
    .filter((place) => place.items.length > 0);
}
