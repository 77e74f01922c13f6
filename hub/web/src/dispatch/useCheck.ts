import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { FieldProblem } from "@common/api";
import { checkSlot, type Slot } from "../data/dispatch";

/// What the hub would say to this slot; asked while dragging, at most once per rest of 120 ms.
export function useCheck(slot: Slot | undefined): FieldProblem[] | undefined {
  const [calm] = useDebouncedValue(slot && JSON.stringify(slot), 120);
  const check = useQuery({
    queryKey: ["check", calm],
    enabled: calm !== undefined,
    queryFn: () => checkSlot(JSON.parse(calm!) as Slot),
    staleTime: 5_000,
    gcTime: 10_000,
    retry: false,
  });
  return slot && calm === JSON.stringify(slot) ? check.data : undefined;
}
