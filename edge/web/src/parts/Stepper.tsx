import { IconMinus, IconPlus } from "@tabler/icons-react";
import { TextInput } from "@mantine/core";
import { readDecimal } from "../format";
import { useText } from "../text";

/// A quantity with a large − and +; the figure itself may be typed.
export function Stepper({ label, value, set, testid }: {
  label: string; value: string; set: (value: string) => void; testid?: string;
}) {
  const { t } = useText();
  const by = (step: number) => {
    const now = Number(readDecimal(value) ?? "0");
    set(String(Math.max(1, Math.round((now + step) * 1000) / 1000)));
  };
  return (
    <div className="stepper" role="group" aria-label={label}>
      <button type="button" className="square" onClick={() => by(-1)} aria-label={t("parts.fewer", { name: label })}><IconMinus /></button>
      <TextInput
        aria-label={label}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
        inputMode="decimal"
        data-keys="number"
        data-testid={testid}
        classNames={{ input: "stepper-input" }}
      />
      <button type="button" className="square" onClick={() => by(1)} aria-label={t("parts.more", { name: label })}><IconPlus /></button>
    </div>
  );
}
