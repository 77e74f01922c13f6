import { useEffect, useState } from "react";
import { usePriced, type ForWhom } from "../agent/queries";
import type { LineIn, Priced } from "../agent/types";

const settleMs = 250;

function useSettled<T>(value: T): T {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(settled) as T;
}

/// The last good sum of these lines, asked for once nobody types any more. `current`: it is of the lines as they are; the error is of them, too.
export function usePrices(whom: ForWhom, lines: LineIn[]): { lines: LineIn[]; sums: Priced | undefined; current: boolean; error: Error | null } {
  const settled = useSettled(lines);
  const query = usePriced(whom, settled);
  const [good, setGood] = useState(query.data);
  if (query.data && query.data !== good) setGood(query.data);
  const same = (other: LineIn[] | undefined) => JSON.stringify(other) === JSON.stringify(lines);
  const sums = lines.length > 0 ? good?.priced : undefined;
  return { lines: good?.lines ?? [], sums, current: same(good?.lines) && !query.isError, error: same(settled) ? query.error : null };
}
