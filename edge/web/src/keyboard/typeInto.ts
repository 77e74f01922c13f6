type Field = HTMLInputElement | HTMLTextAreaElement;

/// Sets a value the way a key press would: React hears an input event and keeps its state in step.
export function setFieldValue(field: Field, value: string, caret = value.length): void {
  const prototype =
    field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.setSelectionRange(caret, caret);
}

/// Puts text in place of the selection; an empty text with `back` takes the character before it away.
export function typeInto(field: Field, text: string, back = false): void {
  let start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  if (back && start === end && start > 0) {
    // One press removes one visible character, also where it takes two UTF-16 units.
    start -= [...field.value.slice(0, start)].at(-1)?.length ?? 1;
  }
  const value = field.value.slice(0, start) + text + field.value.slice(end);
  if (field.maxLength > 0 && value.length > field.maxLength) return;
  setFieldValue(field, value, start + text.length);
}

export function moveCaret(field: Field, by: number): void {
  const caret = Math.min(field.value.length, Math.max(0, (field.selectionStart ?? 0) + by));
  field.setSelectionRange(caret, caret);
}
