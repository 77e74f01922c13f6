import { closestCenter, pointerWithin, type CollisionDetection, type DragEndEvent } from "@dnd-kit/core";

export const canvas = "canvas";

/// The card next to what is carried, while the pointer is over the form; carried by keys, the next one in that direction.
export const nearestCard: CollisionDetection = (given) => {
  const cards = given.droppableContainers.filter((one) => one.id !== canvas);
  if (!given.pointerCoordinates) return closestCenter({ ...given, droppableContainers: cards });
  const within = pointerWithin(given);
  return within.length === 0 || cards.length === 0 ? within : closestCenter({ ...given, droppableContainers: cards });
};

/// At which place what was carried comes to stand; undefined when it was dropped beside the form.
export function droppedAt({ active, over }: Pick<DragEndEvent, "active" | "over">, clients: string[]): number | undefined {
  if (!over) return undefined;
  const at = clients.indexOf(String(over.id));
  if (at < 0) return clients.length;
  if (!String(active.id).startsWith("kind:")) return at;
  const carried = active.rect.current.translated;
  const below = carried !== null && carried.top + carried.height / 2 > over.rect.top + over.rect.height / 2;
  return below ? at + 1 : at;
}
