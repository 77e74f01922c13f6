import { useMemo } from "react";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { columnsOf, columnNamed } from "./columns";
import { readColumns, useListPreferences, writeColumns, type Column, type Density } from "./preferences";
import type { ListState } from "./useListState";

export interface Layout {
  columns: FieldMeta[];
  widths: Record<string, number | undefined>;
  density: Density;
  onWidth?: (name: string, width: number | undefined) => void;
}

/// The columns that are shown: as the address says (a saved view), else as this person likes them, else as the type says.
export function useColumns(type: TypeMeta, state: ListState) {
  const [liked, setLiked] = useListPreferences(type.path);
  const inAddress = state.columns;
  const chosen = useMemo(
    (): Column[] => (inAddress ? readColumns(inAddress) : (liked.columns ?? columnsOf(type).map(({ name }) => ({ name })))).filter(({ name }) => columnNamed(type, name)),
    [inAddress, liked.columns, type],
  );
  const columns = useMemo(() => chosen.map(({ name }) => columnNamed(type, name)!), [chosen, type]);
  const widths = useMemo(() => Object.fromEntries(chosen.map(({ name, width }) => [name, width])), [chosen]);
  const setColumns = (next: Column[] | undefined) => {
    if (inAddress) state.set({ columns: next && writeColumns(next) });
    else setLiked({ ...liked, columns: next });
  };
  return { chosen, columns, widths, density: liked.density ?? "normal", setColumns, setDensity: (density: Density) => setLiked({ ...liked, density }) };
}

export type ChosenLayout = ReturnType<typeof useColumns>;
