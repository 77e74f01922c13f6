import { useHotkeys } from "@mantine/hooks";

/// Keys that act wherever nobody types: also on a ticked box or a chosen button, which a plain hotkey would leave out.
export function useKeys(keys: [string, (event: KeyboardEvent) => void][]): void {
  useHotkeys(
    keys.map(([key, work]) => [key, (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      event.preventDefault();
      work(event);
    }, { preventDefault: false }]),
    [],
  );
}

export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLElement && target.isContentEditable === true);
}
