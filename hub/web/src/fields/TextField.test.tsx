// features: DQLT-02
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { useState } from "react";
import { initReactI18next } from "react-i18next";
import { expect, test } from "vitest";
import type { FieldMeta } from "@common/meta";
import english from "../messages/en.json";
import { checkField } from "./check";
import { TextField } from "./TextField";

await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: english } }, interpolation: { escapeValue: false } });
globalThis.matchMedia ??= (() => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined })) as never;
globalThis.ResizeObserver ??= class { observe() {} unobserve() {} disconnect() {} } as never;

const field = { name: "color", label: "Colour", kind: "text", widget: "color" } as FieldMeta;

function Form() {
  const [value, setValue] = useState<string | string[] | null>("#2563eb");
  const fault = checkField(field, value, i18next.t);
  return <TextField field={field} path="color" value={value} onChange={setValue} errors={fault ? [{ field: "color", text: fault }] : []} titles={{}} record={{}} />;
}

test("a typed colour that is none stays and is said, after the field is left too", () => {
  render(<MantineProvider><Form /></MantineProvider>);
  const input = screen.getByTestId("field-color");
  fireEvent.change(input, { target: { value: "rather blue" } });
  fireEvent.blur(input);
  expect((input as HTMLInputElement).value).toBe("rather blue");
  expect(screen.getByText("A colour looks like #2563EB.")).toBeTruthy();
});
