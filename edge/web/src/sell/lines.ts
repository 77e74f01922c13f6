import type { LineIn } from "../agent/types";
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
