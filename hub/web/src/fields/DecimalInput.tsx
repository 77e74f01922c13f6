import { NumberInput, type NumberInputProps } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useTranslation } from "react-i18next";
import { pastedNumber } from "./pasted";

/// A number that is typed, or pasted as it stands in a mail or a sheet. Pasted text replaces what is there, for half a number
/// between two others is never meant. What is no number, or has more places than the field, is not taken at all: the input
/// would leave its signs out and make 12.50 of it 1250.
export function DecimalInput(props: NumberInputProps) {
  const { i18n } = useTranslation();
  return (
    <NumberInput
      hideControls inputMode="decimal" allowedDecimalSeparators={[".", ","]} {...props}
      onPaste={(event) => {
        event.preventDefault();
        const number = pastedNumber(event.clipboardData.getData("text"), i18n.language);
        if (number !== undefined && !props.readOnly && places(number) <= (props.decimalScale ?? Infinity)) props.onChange?.(number);
      }}
    />
  );
}

const places = (number: string): number => number.split(".")[1]?.replace(/0+$/, "").length ?? 0;
