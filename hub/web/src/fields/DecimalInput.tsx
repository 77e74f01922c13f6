import { NumberInput, type NumberInputProps } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useTranslation } from "react-i18next";
import { pastedNumber } from "./pasted";

/// A number that is typed, or pasted as it stands in a mail or a sheet. Pasted text replaces what is there, for half a number
/// between two others is never meant.
export function DecimalInput(props: NumberInputProps) {
  const { i18n } = useTranslation();
  return (
    <NumberInput
      hideControls inputMode="decimal" allowedDecimalSeparators={[".", ","]} {...props}
      onPaste={(event) => {
        const number = pastedNumber(event.clipboardData.getData("text"), i18n.language);
        if (number === undefined || props.readOnly) return;
        event.preventDefault();
        props.onChange?.(number);
      }}
    />
  );
}
