import { useMediaQuery } from "@mantine/hooks";

/// Whether there is no place for columns beside each other; a phone, unless told otherwise. Known at the first drawing, so that
/// nothing jumps.
export const useNarrow = (widthMax = "48em"): boolean => useMediaQuery(`(max-width: ${widthMax})`, undefined, { getInitialValueInEffect: false }) ?? false;
