import type { TypeMeta } from "@common/meta";
import type { ListState } from "../list/useListState";

export function ViewTabs(_: { type: TypeMeta; state: ListState }) {
  return null;
}
