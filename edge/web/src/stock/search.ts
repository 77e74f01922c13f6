import type { StockItem } from "../agent/types";

/// Items that fit every word typed, or whose barcode or code is exactly what was scanned.
export function findItems(items: StockItem[], text: string): StockItem[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return items;
  const exact = items.filter((item) => item.code.toLowerCase() === wanted || item.barcodes?.some((code) => code.toLowerCase() === wanted));
  if (exact.length > 0) return exact;
  const words = wanted.split(/\s+/);
  return items.filter((item) => {
    const all = [item.name, item.code, ...(item.barcodes ?? [])].join(" ").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/// What may be taken without touching what is reserved; three digits, so that 0.1 + 0.2 stays 0.3.
export const freeOf = (item: Pick<StockItem, "on_hand" | "reserved">): number =>
  Math.round((Number(item.on_hand) - Number(item.reserved)) * 1000) / 1000;
