import type { KeyboardEvent } from "react";
import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import type { ListPage } from "../data/records";
import { nextColumn } from "./columns";

/// Arrows walk over the cards, with Shift they take the card along; Enter opens.
export function useBoardKeys(type: TypeMeta, grouping: FieldMeta, move: (row: RecordData, to: string) => void) {
  const client = useQueryClient();
  return (event: KeyboardEvent<HTMLElement>) => {
    const card = event.target as HTMLElement;
    const id = card.dataset.card;
    if (!id || !event.key.startsWith("Arrow")) {
      if (id && event.key === "Enter") card.querySelector("a")?.click();
      return;
    }
    event.preventDefault();
    if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const row = cardRow(id);
      const to = row && nextColumn(type, grouping, row, event.key === "ArrowRight" ? 1 : -1);
      if (row && to !== undefined) {
        move(row, to);
        focusLater(event.currentTarget, id);
      }
      return;
    }
    neighbour(event.currentTarget, card, event.key)?.focus();
  };

  function cardRow(id: string): RecordData | undefined {
    for (const [, data] of client.getQueriesData<InfiniteData<ListPage>>({ queryKey: ["list", type.path] })) {
      for (const page of data?.pages ?? []) {
        const row = page.items.find((one) => one.id === id);
        if (row) return { ...row, titles: page.titles };
      }
    }
    return undefined;
  }
}

function neighbour(board: HTMLElement, card: HTMLElement, key: string): HTMLElement | undefined {
  const columns = [...board.querySelectorAll<HTMLElement>("[data-column]")].map((column) => [...column.querySelectorAll<HTMLElement>("[data-card]")]);
  const at = columns.findIndex((cards) => cards.includes(card));
  const index = columns[at]?.indexOf(card) ?? 0;
  if (key === "ArrowDown") return columns[at]?.[index + 1];
  if (key === "ArrowUp") return columns[at]?.[index - 1];
  const beside = key === "ArrowRight" ? columns.slice(at + 1) : columns.slice(0, at).reverse();
  const cards = beside.find((one) => one.length > 0);
  return cards?.[Math.min(index, cards.length - 1)];
}

/// The card is drawn anew in its other column; whoever moved it stays on it.
function focusLater(board: HTMLElement, id: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => board.querySelector<HTMLElement>(`[data-card="${id}"]`)?.focus()));
}
