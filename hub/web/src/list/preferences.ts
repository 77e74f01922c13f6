import { useLocalStorage } from "@mantine/hooks";
import { useSession } from "../session/session";

export type Density = "normal" | "dense";

export interface Column {
  name: string;
  /// In pixels; without one the content decides.
  width?: number;
}

export interface ListPreferences {
  columns?: Column[];
  density?: Density;
}

export const widthMin = 60;
export const widthMax = 800;
export const rowHeights: Record<Density, number> = { normal: 41, dense: 31 };

/// How one person likes one type's list; kept in this browser until a saved view carries it further.
export function useListPreferences(path: string) {
  const user = useSession().data?.user.id ?? "";
  return useLocalStorage<ListPreferences>({ key: `truckroll.list.${user}.${path}`, defaultValue: {}, getInitialValueInEffect: false });
}

/// Takes a column up or down by one; at an end it stays.
export function moved(columns: Column[], name: string, step: number): Column[] {
  const from = columns.findIndex((column) => column.name === name);
  return placed(columns, name, from + step);
}

/// Puts a column at a place.
export function placed(columns: Column[], name: string, to: number): Column[] {
  const from = columns.findIndex((column) => column.name === name);
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  const rest = columns.filter((_, index) => index !== from);
  return [...rest.slice(0, to), columns[from]!, ...rest.slice(to)];
}

/// Shows a column at the end, or hides it; the last one stays.
export function toggled(columns: Column[], name: string): Column[] {
  const rest = columns.filter((column) => column.name !== name);
  if (rest.length === columns.length) return [...columns, { name }];
  return rest.length > 0 ? rest : columns;
}

export const sized = (columns: Column[], name: string, width: number | undefined): Column[] =>
  columns.map((column) => (column.name === name ? { name, ...(width !== undefined && { width: Math.round(Math.min(widthMax, Math.max(widthMin, width))) }) } : column));

/// "name:220,state" in the address and in a saved view.
export const writeColumns = (columns: Column[]): string => columns.map(({ name, width }) => (width ? `${name}:${width}` : name)).join(",");

export const readColumns = (text: string): Column[] =>
  text.split(",").filter(Boolean).map((part) => {
    const [name = "", width] = part.split(":");
    return Number(width) > 0 ? { name, width: Number(width) } : { name };
  });
