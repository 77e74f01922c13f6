import { useEffect, useMemo } from "react";
import type { TypeMeta } from "@common/meta";
import type { ChosenLayout } from "./useColumns";
import type { ListState } from "./useListState";

/// What list, board, calendar and map get alike.
export interface PanelProps {
  type: TypeMeta;
  state: ListState;
  layout: ChosenLayout;
  /// The filter was refused: told at the filter's place.
  onError: (error: unknown) => void;
  /// What the records are called that the rows name; chips use them.
  onTitles: (titles: Record<string, string>) => void;
}

/// Tells the page what was read, so that the filter above can use it.
export function usePanelReport({ onError, onTitles }: PanelProps, error: unknown, pages: ({ titles?: Record<string, string> } | undefined)[]): Record<string, string> {
  // The parts are compared one by one: the list of them is made anew each time.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const titles = useMemo(() => Object.assign({}, ...pages.map((page) => page?.titles ?? {})) as Record<string, string>, pages);
  useEffect(() => onError(error ?? undefined), [error, onError]);
  useEffect(() => onTitles(titles), [titles, onTitles]);
  return titles;
}
