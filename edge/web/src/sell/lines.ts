import type { LineIn, Priced, PricedLine } from "../agent/types";
import { readDecimal } from "../format";
import { readAmount } from "./money";

/// A line as it is typed; `name` is what the screen calls it.
export interface TypedLine {
  product?: string;
  name: string;
  quantity: string;
  price?: string;
  discount: string;
}

export interface TypedQuote {
  lines: TypedLine[];
  valid_until: string;
  text: string;
}

export const emptyQuote: TypedQuote = { lines: [], valid_until: "", text: "" };

/// As the agent takes them. What cannot be read as a number goes as it was typed, so that the agent says what is wrong with it.
export const linesOf = (lines: TypedLine[]): LineIn[] =>
  lines.map((line) => ({
    ...(line.product ? { product: line.product } : { text: line.name, unit_price: readAmount(line.price ?? "") ?? line.price ?? "" }),
    quantity: readDecimal(line.quantity) ?? line.quantity,
    ...(line.discount.trim() ? { discount: readDecimal(line.discount) ?? line.discount } : {}),
  }));

/// What each line came to when it was last computed as it is now; undefined for a line that was changed since.
export function pricedOf(lines: LineIn[], computed: LineIn[], sums: Priced | undefined): (PricedLine | undefined)[] {
  const left = computed.map((line, index) => ({ text: JSON.stringify(line), priced: sums?.lines[index] }));
  return lines.map((line) => {
    const at = left.findIndex((one) => one.text === JSON.stringify(line));
    return at < 0 ? undefined : left.splice(at, 1)[0]?.priced;
  });
}

/// Why the line at this place was refused; the agent names it as "lines[0].quantity".
export const refusalOf = (errors: { field: string; text: string }[], index: number): string | undefined =>
  errors.find((one) => one.field.match(/^lines\D*(\d+)/)?.[1] === String(index))?.text;
