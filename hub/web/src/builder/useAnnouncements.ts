import type { ComponentProps } from "react";
import type { DndContext } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";

/// What a screen reader hears of carrying, in the reader's language.
export function useAnnouncements(nameOf: (id: string) => string, placeOf: (id: string) => number, total: number): ComponentProps<typeof DndContext>["accessibility"] {
  const { t } = useTranslation();
  const over = (id: string, target: string | undefined) => (target ? t("builder.said.over", { name: nameOf(id), place: placeOf(target) || total, total }) : t("builder.said.outside", { name: nameOf(id) }));
  return {
    screenReaderInstructions: { draggable: t("builder.said.how") },
    announcements: {
      onDragStart: ({ active }) => t("builder.said.taken", { name: nameOf(String(active.id)) }),
      onDragOver: ({ active, over: target }) => over(String(active.id), target ? String(target.id) : undefined),
      onDragEnd: ({ active }) => t("builder.said.dropped", { name: nameOf(String(active.id)) }),
      onDragCancel: ({ active }) => t("builder.said.cancelled", { name: nameOf(String(active.id)) }),
    },
  };
}
