/// Where forms keep what is typed and not yet saved.
export const draftPrefix = "truckroll.draft.";

/// On signing out nothing of what was typed stays in this browser.
export function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(draftPrefix)) localStorage.removeItem(key);
}
