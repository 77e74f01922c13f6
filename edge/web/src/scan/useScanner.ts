import { useEffect, useRef } from "react";
import { setFieldValue } from "../keyboard/typeInto";
import { ScanDetector } from "./detector";

type Field = HTMLInputElement | HTMLTextAreaElement;

const isField = (element: unknown): element is Field =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

/// Hears the scanner wherever the focus is. What it typed into a field is taken out again, and its Enter or space
/// presses no button. Only the youngest listener is told, so a dialog may take scans from the screen below it.
const stack: { current: (code: string) => void }[] = [];
let installed = false;

function install(): void {
  if (installed) return;
  installed = true;
  const detector = new ScanDetector();
  let before: { field: Field; value: string } | null = null;

  window.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const field = isField(document.activeElement) ? document.activeElement : null;
      const heard = detector.hear(event.key, event.timeStamp, field !== null);
      if (heard.started) before = field ? { field, value: field.value } : null;
      if (heard.quick && event.key === " " && !field) event.preventDefault();
      if (heard.code === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (before) setFieldValue(before.field, before.value);
      before = null;
      stack.at(-1)?.current(heard.code);
    },
    { capture: true },
  );
}

export function useScanner(onScan: (code: string) => void): void {
  const handler = useRef(onScan);
  useEffect(() => {
    handler.current = onScan;
  });
  useEffect(() => {
    install();
    stack.push(handler);
    return () => {
      const index = stack.indexOf(handler);
      if (index >= 0) stack.splice(index, 1);
    };
  }, []);
}
