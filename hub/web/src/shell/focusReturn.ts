const dialogOf = (node: EventTarget | null): Element | null => (node instanceof Element ? node.closest("[role=dialog]") : null);

/// Gives the focus back to where it was before a dialog, also when the dialog is taken away as a whole: Mantine does so only for
/// one that is closed first, and many of ours are not in the page before they are asked for.
export function returnFocus(): () => void {
  let outside: HTMLElement | undefined;
  let watch: MutationObserver | undefined;
  const come = ({ target }: FocusEvent) => {
    const dialog = dialogOf(target);
    if (!dialog) {
      if (!watch && target instanceof HTMLElement) outside = target;
      return;
    }
    if (watch) return;
    watch = new MutationObserver(() => {
      if (dialog.isConnected) return;
      watch?.disconnect();
      watch = undefined;
      // Who has gone to another page, or into the next dialog, stays there.
      if (document.activeElement === document.body && outside?.isConnected) outside.focus();
    });
    watch.observe(document.body, { childList: true, subtree: true });
  };
  document.addEventListener("focusin", come);
  return () => {
    watch?.disconnect();
    document.removeEventListener("focusin", come);
  };
}
