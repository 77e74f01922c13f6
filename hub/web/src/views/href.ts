import type { TypeMeta } from "@common/meta";
import { listHref } from "../data/meta";
import { addressOf, type SavedView } from "./view";

/// The address of a list as a view shows it.
export function viewHref(type: TypeMeta, view: SavedView): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(addressOf(view))) for (const one of Array.isArray(value) ? value : [value]) if (one) params.append(name, one);
  return `${listHref(type.path)}?${params.toString()}`;
}
