import { useState } from "react";
import { NumberInput, Select } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@common/meta";
import { DayInput } from "../fields/DayInput";
import { periodOf, periods } from "./periods";

const shifted = /^today\(\) ([+-]) (\d+)$/;

/// A day to compare with: one of the calendar, a period that moves along with today, or so many days from today.
export function DayValue({ value, onChange, field }: { value: string; onChange: (value: string | null) => void; field: FieldMeta }) {
  const { t } = useTranslation();
  const shift = value.match(shifted);
  const [kind, setKind] = useState<string>(() => (shift ? (shift[1] === "+" ? "ahead" : "ago") : (periodOf(value) ?? "day")));
  const choose = (next: string | null) => {
    if (!next) return;
    setKind(next);
    if (next === "day") onChange(null);
    else if (next === "ahead" || next === "ago") onChange(`today() ${next === "ahead" ? "+" : "-"} 7`);
    else onChange(`${next}()`);
  };
  return (
    <>
      <Select
        label={t("list.when")} value={kind} allowDeselect={false} onChange={choose} comboboxProps={{ withinPortal: false }} data-testid="filter-when"
        data={["day", ...periods, "ago", "ahead"].map((one) => ({ value: one, label: t(`list.period.${one}`) }))}
      />
      {kind === "day" && <DayInput label={field.label} value={value || null} onChange={onChange} data-testid="field-filter" />}
      {(kind === "ahead" || kind === "ago") && (
        <NumberInput
          label={t("list.days")} value={Number(shift?.[2] ?? 7)} min={0} max={3660} allowDecimal={false} hideControls
          onChange={(days) => onChange(`today() ${kind === "ahead" ? "+" : "-"} ${Number(days) || 0}`)} data-testid="filter-days"
        />
      )}
    </>
  );
}
