import { useEffect, useState } from "react";
import { TextInput, type TextInputProps } from "@mantine/core";
import { readClock } from "./day";

/// A time of day on the clock of 24 hours, typed in any usual way; what is no time is put back.
export function ClockInput({ value, onTime, ...rest }: { value: string; onTime: (time: string) => void } & Omit<TextInputProps, "value" | "onChange">) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const settle = () => {
    const time = readClock(typed);
    if (time && time !== value) onTime(time);
    setTyped(time ?? value);
  };
  return (
    <TextInput
      {...rest} value={typed} placeholder="hh:mm" inputMode="numeric" autoComplete="off" maxLength={5} onBlur={settle}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        const time = readClock(event.currentTarget.value);
        if (time && event.currentTarget.value.includes(":") && time !== value) onTime(time);
      }}
      onKeyDown={(event) => event.key === "Enter" && settle()}
    />
  );
}
